"""What a run was asked for: options as they are typed, and as the pipeline reads them."""

from turnkeyml.options.run_options import BuildOptions as BuildOptions
from turnkeyml.options.run_options import JobOptions as JobOptions
from turnkeyml.options.run_options import ProcessLimits as ProcessLimits
from turnkeyml.options.run_options import Rebuild as Rebuild
from turnkeyml.options.run_options import RunOptions as RunOptions
from turnkeyml.options.run_options import Sweep as Sweep
from turnkeyml.options.targets import Target as Target
from turnkeyml.options.targets import choose_targets as choose_targets
