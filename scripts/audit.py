"""Reports known vulnerabilities of the pinned packages, by pip-audit, and how many it does not know (`make audit`)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

_PIP_AUDIT = "pip-audit==2.10.1"
_REPOSITORY = Path(__file__).resolve().parents[1]
_TIMEOUT_S = 600


def main() -> int:
    """Audit each file of pins. Exit status 1 if a package has a known vulnerability."""
    found = 0
    locks = sorted((_REPOSITORY / "runners").rglob("requirements.txt"))
    for path in (_REPOSITORY / "constraints.txt", *locks):
        name = str(path.relative_to(_REPOSITORY))
        packages = _audit(path)
        if packages is None:
            print(f"{name}: not audited, because pip-audit cannot be run or the network does not answer")
            continue
        skipped = [package for package in packages if "skip_reason" in package]
        print(f"{name}: {len(packages) - len(skipped)} packages audited, {len(skipped)} not known to the service")
        for package in packages:
            for vulnerability in package.get("vulns", []):
                found += 1
                fixed = ", ".join(vulnerability["fix_versions"]) or "no version"
                print(f"  {package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}")
    return 1 if found else 0


def _audit(path: Path) -> list[dict[str, object]] | None:
    """pip-audit's findings per package; None where it has none to tell."""
    uv = Path(sys.executable).with_name("uv")
    program = str(uv) if uv.exists() else shutil.which("uv") or "uv"
    # Each package is pinned with all that it needs: pip need not resolve, download or build anything.
    options = ["--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json"]
    command = [program, "tool", "run", "--quiet", "--from", _PIP_AUDIT, "pip-audit", *options, "-r", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
        packages: list[dict[str, object]] = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    return packages


if __name__ == "__main__":
    sys.exit(main())
