"""Captures a model as one graph of ATen operators in a single trace that functionalizes and decomposes for ONNX.

`torch.export` traces once for its own dialect and again to decompose; for BERT and Swin that takes three to four
times as long (benchmarks/capture.py). Models that need more than a trace (data-dependent sizes and branches, autocast,
control flow operators) raise `UntraceableError` or an error of the trace, and are left to `torch.export`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import fx
from torch._decomp import decomposition_table
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from torch._subclasses.functional_tensor import FunctionalTensor, FunctionalTensorMode
from torch.export.graph_signature import (
    ExportGraphSignature,
    InputKind,
    InputSpec,
    OutputKind,
    OutputSpec,
    TensorArgument,
)
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn.utils.stateless import _reparametrize_module
from torch.utils import _pytree as pytree

from turnkeyml.export.fold_weights import fold
from turnkeyml.export.module_state import restore_module_state
from turnkeyml.export.torchscript import has_weights_inside, interpreted, is_torchscript

Decompositions = dict[Any, Callable[..., Any]]
_SUPPORTED_TYPES = (torch.Tensor, torch.nn.Parameter, torch.nn.Buffer)
_DROPOUT = (torch.ops.aten.dropout.default, torch.ops.aten.feature_dropout.default)
_NOOPS = (
    torch._C._set_grad_enabled,
    torch.ops.aten._local_scalar_dense.default,
    torch.ops.aten._assert_async.default,
    torch.ops.aten._assert_async.msg,
    torch.ops.aten._assert_scalar.default,
    torch.ops.aten._assert_tensor_metadata.default,
)
_AUTOCAST = (torch.amp.autocast_mode._enter_autocast, torch.amp.autocast_mode._exit_autocast)


class UntraceableError(Exception):
    """A single trace cannot represent the model."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A captured model, with the attributes of `torch.export.ExportedProgram` that torch.onnx reads."""

    graph_module: fx.GraphModule
    graph_signature: ExportGraphSignature
    constants: dict[str, torch.Tensor]
    parameters: dict[str, torch.Tensor]
    buffers: dict[str, torch.Tensor]
    range_constraints: dict[Any, Any] = field(default_factory=dict)

    def named_parameters(self) -> Iterator[tuple[str, torch.Tensor]]:
        """Each parameter once, with its first name."""
        yield from self.parameters.items()

    def named_buffers(self) -> Iterator[tuple[str, torch.Tensor]]:
        """Each buffer once, with its first name."""
        yield from self.buffers.items()


def capture(
    model: torch.nn.Module,
    inputs: Sequence[torch.Tensor],
    decompositions: Decompositions,
    *,
    gradients: bool = False,
    values: bool = False,
) -> Program:
    """Trace a model that takes tensors and returns a tuple of tensors; all shapes are static.

    With `gradients`, the operators of the backward passes in the model are traced as well. With `values`, the model is
    run, so that it may branch on values: the graph has the branches and sizes of these inputs.

    The model's state is restored afterwards. Raises `UntraceableError`, or what the trace raises.
    """
    # Autograd and TorchScript's interpreter call operators that a trace above autograd does not see.
    is_above_autograd = not gradients and not any(map(is_torchscript, model.modules()))
    weights = _Weights(model)
    fake = FakeTensorMode(allow_non_fake_inputs=True, export=True)
    originals = [*weights.tensors.values(), *inputs]
    tensors = _real_values(weights, inputs) if values else _fake_values(originals, fake)

    def call(*arguments: torch.Tensor) -> list[torch.Tensor]:
        with FunctionalTensorMode(pre_dispatch=is_above_autograd, export=True):
            functional = [FunctionalTensor.to_functional(argument) for argument in arguments]
            if gradients:
                for tensor, original in zip(functional, originals, strict=True):
                    tensor.requires_grad_(original.requires_grad)
            parameters, user_inputs = functional[: len(weights.tensors)], functional[len(weights.tensors) :]
            with _reparametrize_module(model, weights.expand_tied(parameters)):
                return [_to_plain(output) for output in model(*user_inputs)]

    with (
        restore_module_state(model),
        _exporting_flag(),
        interpreted(),
        _fast_batch_norm_shapes(),
        nullcontext() if values else fake,
        torch.set_grad_enabled(gradients),
    ):
        trace = make_fx(call, decompositions, pre_dispatch=is_above_autograd, _error_on_data_dependent_ops=not values)
        traced: Any = trace(*tensors)
    if values:
        _check_dependence(traced, len(weights.tensors))
        _move_shapes(traced, fake)
    _check(traced)
    _remove_noops(traced)
    placeholders = (node.name for node in traced.graph.nodes if node.op == "placeholder")
    fold(traced, dict(zip(placeholders, weights.tensors.values(), strict=False)))
    return _to_program(traced, weights, fake)


class _Weights:
    """The parameters and buffers of a model, each tensor once; a tied tensor has several names."""

    def __init__(self, model: torch.nn.Module) -> None:
        everything = [*model.named_parameters(remove_duplicate=False), *model.named_buffers(remove_duplicate=False)]
        named = [(name, tensor) for name, tensor in everything if not has_weights_inside(model, name)]
        self._first: dict[int, str] = {}
        self._names = {}
        for name, tensor in named:
            if type(tensor) not in _SUPPORTED_TYPES:
                raise UntraceableError(f"{name} is a {type(tensor).__name__}")
            self._names[name] = self._first.setdefault(id(tensor), name)
        parameters = {name for name, _ in model.named_parameters(remove_duplicate=False)}
        self.tensors = {name: tensor for name, tensor in named if self._names[name] == name}
        self.parameters = {name: tensor for name, tensor in self.tensors.items() if name in parameters}
        self.buffers = {name: tensor for name, tensor in self.tensors.items() if name not in parameters}

    def expand_tied(self, values: Sequence[torch.Tensor]) -> dict[str, torch.Tensor]:
        """Values by name, also by the other names of tied tensors; `values` are in the order of `tensors`."""
        by_first = dict(zip(self.tensors, values, strict=True))
        return {name: by_first[first] for name, first in self._names.items()}


def _to_plain(value: torch.Tensor) -> torch.Tensor:
    if not isinstance(value, FunctionalTensor):
        return value
    synchronize: Any = torch._sync  # type: ignore[attr-defined]
    synchronize(value)
    plain: torch.Tensor = torch._from_functional_tensor(value.elem)
    return plain


def _check(traced: Any) -> None:
    """Raise `UntraceableError` where a graph contains anything but operators and tensors."""
    for node in traced.graph.nodes:
        if node.op == "get_attr" and not isinstance(getattr(traced, str(node.target)), torch.Tensor):
            raise UntraceableError(f"{node.target} is a subgraph")
        if node.target is _AUTOCAST[0] and _is_autocast_on(node):
            raise UntraceableError("a part of the model runs under autocast")
        if isinstance(node.target, torch._ops.HigherOrderOperator):
            raise UntraceableError(f"{node.target} has subgraphs")
        if isinstance(node.target, torch._ops.OpOverload) and node.target._schema.is_mutable:
            raise UntraceableError(f"a decomposition has {node.target}, which changes a tensor in place")


def _is_autocast_on(node: fx.Node) -> bool:
    """`_enter_autocast(device, dtype, enabled, cache_enabled)`."""
    return bool(node.args[2] if len(node.args) > 2 else node.kwargs.get("enabled", True))


def _remove_noops(traced: Any) -> None:
    """Remove operators without effect in eval mode, and nodes that nothing uses."""
    for node in reversed(traced.graph.nodes):
        node.meta["nn_module_stack"] = {}  # torch.onnx logs a warning for each node that has none
        if node.target in _NOOPS or node.target in _AUTOCAST:
            traced.graph.erase_node(node)
        elif node.target in _DROPOUT and not node.args[2]:
            node.replace_all_uses_with(node.args[0])
            traced.graph.erase_node(node)
    traced.graph.eliminate_dead_code()


def _fake_values(originals: Sequence[torch.Tensor], fake: FakeTensorMode) -> list[torch.Tensor]:
    return [fake.from_tensor(tensor.detach(), static_shapes=True) for tensor in originals]


def _real_values(weights: _Weights, inputs: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    return [*(weight.detach() for weight in weights.tensors.values()), *(one.detach().clone() for one in inputs)]


def _check_dependence(traced: Any, weights: int) -> None:
    """Raise `UntraceableError` where a run computed an output outside of the trace: it would be a constant."""
    inputs = [node for node in traced.graph.nodes if node.op == "placeholder"][weights:]
    dependent = set(inputs)
    for node in traced.graph.nodes:
        if dependent.intersection(node.all_input_nodes):
            dependent.add(node)
    results = traced.graph.output_node().args[0]
    if inputs and any(result not in dependent for result in results):
        raise UntraceableError("an output was computed outside of the trace")


def _move_shapes(traced: Any, fake: FakeTensorMode) -> None:
    """Describe each value of a run in one mode: the tracer made another one for each."""

    def move(value: object) -> object:
        if not isinstance(value, torch.Tensor):
            return value
        return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype)

    with fake:
        for node in traced.graph.nodes:
            if "val" in node.meta:
                node.meta["val"] = pytree.tree_map(move, node.meta["val"])


def _to_program(traced: Any, weights: _Weights, fake: FakeTensorMode) -> Program:
    placeholders = [node for node in traced.graph.nodes if node.op == "placeholder"]
    weight_nodes = placeholders[: len(weights.tensors)]
    constants = _lift_constants(traced, fake)
    specs = [
        *(_weight_spec(node, name, weights) for node, name in zip(weight_nodes, weights.tensors, strict=True)),
        *(
            InputSpec(InputKind.USER_INPUT, TensorArgument(name=node.name), None)
            for node in placeholders[len(weights.tensors) :]
        ),
        *(InputSpec(InputKind.CONSTANT_TENSOR, TensorArgument(name=name), name) for name in constants),
    ]
    outputs = [
        OutputSpec(OutputKind.USER_OUTPUT, TensorArgument(name=node.name), None)
        for node in traced.graph.output_node().args[0]
    ]
    return Program(
        graph_module=traced,
        graph_signature=ExportGraphSignature(specs, outputs),
        constants=constants,
        parameters=weights.parameters,
        buffers=weights.buffers,
    )


def _weight_spec(node: fx.Node, name: str, weights: _Weights) -> InputSpec:
    if name in weights.parameters:
        return InputSpec(InputKind.PARAMETER, TensorArgument(name=node.name), name)
    return InputSpec(InputKind.BUFFER, TensorArgument(name=node.name), name, persistent=True)


def _lift_constants(traced: Any, fake: FakeTensorMode) -> dict[str, torch.Tensor]:
    """Make inputs of the constant tensors in the graph; return the tensors by the inputs' names."""
    constants: dict[str, torch.Tensor] = {}
    lifted: dict[str, fx.Node] = {}
    for node in list(traced.graph.nodes):
        if node.op != "get_attr":
            continue
        target = str(node.target)
        if target not in lifted:
            tensor = getattr(traced, target)
            if isinstance(tensor, (FakeTensor, FunctionalTensor)):
                raise UntraceableError(f"{target} has no values")
            first = next(iter(traced.graph.nodes))
            with traced.graph.inserting_before(first):
                lifted[target] = traced.graph.placeholder(f"c_{target.lstrip('_')}")
            lifted[target].meta["val"] = fake.from_tensor(tensor, static_shapes=True)
            constants[lifted[target].name] = tensor.detach()
        node.replace_all_uses_with(lifted[target])
        traced.graph.erase_node(node)
    return constants


@contextmanager
def _exporting_flag() -> Iterator[None]:
    """Let `torch.compiler.is_exporting()` return True inside the block: models then skip checks of values."""
    previous = torch.compiler._is_compiling_flag, torch.compiler._is_exporting_flag
    torch.compiler._is_compiling_flag = torch.compiler._is_exporting_flag = True
    try:
        yield
    finally:
        torch.compiler._is_compiling_flag, torch.compiler._is_exporting_flag = previous


@contextmanager
def _fast_batch_norm_shapes() -> Iterator[None]:
    """Give the shapes of a batch normalization without decomposing it: a third of the time of DenseNet's trace."""
    operator = torch.ops.aten._native_batch_norm_legit_no_training.default
    previous = decomposition_table[operator]

    def shapes(x: torch.Tensor, *_: object) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        return torch.empty_like(x), x.new_empty(0), x.new_empty(0)

    decomposition_table[operator] = shapes
    try:
        yield
    finally:
        decomposition_table[operator] = previous
