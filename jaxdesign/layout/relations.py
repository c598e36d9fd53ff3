"""What can be exactly true of a layout: equal edges, sizes, gaps and paddings, read off its tree.

Along one axis every node has a start and an end; a container has besides the start and end of its
content. A relation is a linear form of these (such as the difference of two left edges) that is very
often exactly 0 in finished designs. Which kinds of relation hold how often, and what the form's values
look like where they do not, is measured over real designs (``priors``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from jaxdesign.design.document import Document
from jaxdesign.layout.tree import Node, NodeKind

AXES = ("x", "y")


@dataclass(frozen=True, kw_only=True)
class Relation:
    """One linear form of starts and ends."""

    terms: tuple[tuple[int, float], ...]
    """Variable and its factor."""
    key: str
    """What kind it is, from coarse to fine: ``type/feature/feature``."""
    unit: float
    """What values are measured in, in canvas fractions along the axis."""
    always: bool = False
    """True if it holds by what the node is: the first child of a row is its start."""


@dataclass
class Forms:
    """Variables and relations of one design along one axis."""

    num_variables: int = 0
    start: dict[int, int] = field(default_factory=dict)
    """Variable of a node's start, by its place in the walk; the end follows it."""
    content: dict[int, int] = field(default_factory=dict)
    """Variable of the content's start; the end follows it."""
    element: list[int] = field(default_factory=list)
    """Element of each node, -1 for none."""
    relations: list[Relation] = field(default_factory=list)

    def matrix(self) -> np.ndarray:
        """``[r, v]`` the relations as rows."""
        out = np.zeros((len(self.relations), self.num_variables))
        for row, relation in enumerate(self.relations):
            for variable, factor in relation.terms:
                out[row, variable] += factor
        return out


class _Walk:
    """The nodes of a tree, numbered, with what the relations ask of them."""

    def __init__(self, root: Node, document: Document, lines: np.ndarray, aspect: np.ndarray) -> None:
        self.document, self.lines, self.aspect = document, lines, aspect
        width = document.canvas.width
        self.screen = "phone" if width < 600 else ("desktop" if width > 960 else "sheet")
        self.nodes: list[Node] = []
        self.children: list[list[int]] = []
        self.number(root)
        sizes = [e.text.size for e in document.elements if e.text is not None]
        self.type_size = float(np.median(sizes)) if sizes else 0.02 * document.canvas.height
        self.kinds = [self.class_of(node) for node in self.nodes]

    def number(self, node: Node) -> int:
        index = len(self.nodes)
        self.nodes.append(node)
        self.children.append([])
        self.children[index] = [self.number(child) for child in node.children]
        return index

    def class_of(self, node: Node) -> str:
        if node is self.nodes[0]:
            return "canvas"
        if node.element < 0:
            return {NodeKind.ROW: "row", NodeKind.COLUMN: "column"}.get(node.kind, "layers")
        element = self.document.elements[node.element]
        if element.text is not None:
            broken = "+" if self.lines[node.element] > 1 else ""
            return f"text-{element.text.align}{broken}"
        return element.kind if not node.children else f"{element.kind}-ground"

    def type_size_at(self, index: int, last: bool) -> float:
        """Size of the text at the near end of a node; 0 if there is none."""
        node = self.nodes[index]
        while node.children:
            node = node.children[-1 if last else 0]
        text = self.document.elements[node.element].text if node.element >= 0 else None
        return text.size if text is not None else 0.0

    def step(self, before: int, after: int) -> str:
        """How type size changes from one node to the next."""
        one, other = self.type_size_at(before, True), self.type_size_at(after, False)
        if not one or not other:
            return "none"
        return "same" if 0.95 < one / other < 1.05 else ("down" if one > other else "up")

    def gap_unit(self, before: int, after: int) -> float:
        sizes = [s for s in (self.type_size_at(before, True), self.type_size_at(after, False)) if s > 0]
        return float(np.mean(sizes)) if sizes else self.type_size

    def alike(self, one: int, other: int) -> bool:
        """True for nodes of the same build: same classes and numbers of children, all the way down."""
        if self.kinds[one].split("-")[0] != self.kinds[other].split("-")[0]:
            return False
        inner, outer = self.children[one], self.children[other]
        return len(inner) == len(outer) and all(map(self.alike, inner, outer))

    def below(self, index: int) -> list[int]:
        return [index] + [d for child in self.children[index] for d in self.below(child)]


class _Builder:
    def __init__(self, walk: _Walk, axis: int) -> None:
        self.walk, self.axis = walk, axis
        self.extent = walk.document.canvas.width if axis == 0 else walk.document.canvas.height
        self.forms = Forms(element=[node.element for node in walk.nodes])
        for index, node in enumerate(walk.nodes):
            self.forms.start[index] = self._variables()
            own = node.element < 0 and index > 0
            self.forms.content[index] = (
                self.forms.start[index] if own or not node.children else self._variables()
            )

    def _variables(self) -> int:
        self.forms.num_variables += 2
        return self.forms.num_variables - 2

    def add(self, key: str, *terms: tuple[int, float], unit: float = 1.0, always: bool = False) -> None:
        key = f"{AXES[self.axis]}-{key}"
        self.forms.relations.append(Relation(terms=terms, key=key, unit=unit, always=always))

    def build(self) -> Forms:
        for index in range(len(self.walk.nodes)):
            if self.walk.children[index]:
                self._content(index)
                along = NodeKind.ROW if self.axis == 0 else NodeKind.COLUMN
                if self.walk.nodes[index].kind == along:
                    self._along(index)
                else:
                    self._across(index)
                self._siblings(index)
        self._peers()
        return self.forms

    def _peers(self) -> None:
        """Equal sizes of pictures of one aspect, and of labelled boxes, anywhere in the design."""
        last: dict[tuple[str, float], int] = {}
        for index, node in enumerate(self.walk.nodes):
            if node.element < 0 or index == 0:
                continue
            kind, mark = self.walk.kinds[index], 0.0
            if kind == "image" and self.walk.aspect[node.element] > 0:
                mark = round(float(np.log(self.walk.aspect[node.element])) * 12)
            elif kind == "shape-ground" and len(node.children) == 1 and not node.children[0].children:
                mark = self.walk.type_size_at(index, False)
            else:
                continue
            before = last.get((kind, mark))
            last[kind, mark] = index
            if before is not None:
                a, b = self.forms.start[before], self.forms.start[index]
                self.add(f"peer-size/{kind}", (a + 1, 1), (a, -1), (b + 1, -1), (b, 1))

    def _content(self, index: int) -> None:
        """Paddings between a ground (or the canvas) and what lies on it."""
        outer, inner = self.forms.start[index], self.forms.content[index]
        if outer == inner:
            return
        kind = self.walk.kinds[index]
        number = min(len(self.walk.children[index]), 3)
        small = self.walk.type_size / self.extent
        first = self.walk.kinds[self.walk.children[index][0]]
        last = self.walk.kinds[self.walk.children[index][-1]]
        where = self.walk.screen if index == 0 else str(number)
        self.add(f"even/{kind}/{where}/{first}", (inner, 1), (outer, -1), (outer + 1, -1), (inner + 1, 1))
        self.add(f"pad-start/{kind}/{where}/{first}", (inner, 1), (outer, -1), unit=small)
        self.add(f"pad-end/{kind}/{where}/{last}", (outer + 1, 1), (inner + 1, -1), unit=small)

    def _along(self, index: int) -> None:
        """Gaps of a row along x, of a column along y."""
        children = self.walk.children[index]
        start, content, kinds = self.forms.start, self.forms.content[index], self.walk.kinds
        self.add("first", (start[children[0]], 1), (content, -1), always=True)
        self.add("last", (start[children[-1]] + 1, 1), (content + 1, -1), always=True)
        gaps = []
        for one, other in pairwise(children):
            gap = ((start[other], 1.0), (start[one] + 1, -1.0))
            unit = self.walk.gap_unit(one, other) / self.extent
            level = "top" if index == 0 else "in"
            self.add(f"gap/{kinds[one]}/{kinds[other]}/{self.walk.step(one, other)}/{level}", *gap, unit=unit)
            gaps.append((gap, kinds[one], kinds[other]))
        for (one, a, b), (other, c, d) in pairwise(gaps):
            alike = "alike" if (a, b) == (c, d) else ("apart" if a != b or c != d else "twice")
            same = self.walk.alike(*children[:2]) and len(children) > 2
            negative = tuple((v, -f) for v, f in other)
            self.add(f"equal-gap/{alike}-{same}/{a}-{b}-{d}", *one, *negative)

    def _across(self, index: int) -> None:
        """Edges of children against the content of their row, column or layers."""
        node = self.walk.nodes[index]
        content, parent = self.forms.content[index], self.walk.kinds[index]
        how = "layers" if node.kind == NodeKind.LAYERS else "across"
        number = min(len(node.children), 3)
        for child in self.walk.children[index]:
            start, kind = self.forms.start[child], self.walk.kinds[child]
            tail = f"{how}-{kind}/{parent}-{number}"
            ragged = kind.endswith("+") and self.axis == 0
            unit = self.walk.type_size_at(child, False) / self.extent if ragged else 1.0
            self.add(f"start/{tail}", (start, 1), (content, -1), unit=unit)
            self.add(f"end/{tail}", (content + 1, 1), (start + 1, -1), unit=unit)
            self.add(f"center/{tail}", (start, 0.5), (start + 1, 0.5), (content, -0.5), (content + 1, -0.5))

    def _siblings(self, index: int) -> None:
        """Equal sizes of neighbours, and equal insides of neighbours of the same build."""
        children, kinds, start = self.walk.children[index], self.walk.kinds, self.forms.start
        how = self.walk.nodes[index].kind.name.lower()
        for one, other in pairwise(children):
            a, b = start[one], start[other]
            alike = self.walk.alike(one, other)
            if not kinds[one].startswith("text"):
                tail = f"{how}-{alike}/{kinds[one]}-{kinds[other]}"
                self.add(f"equal-size/{tail}", (a + 1, 1), (a, -1), (b + 1, -1), (b, 1))
            if not alike or not self.walk.children[one]:
                continue
            inner, outer = self.walk.below(one)[1:], self.walk.below(other)[1:]
            for left, right in zip(inner, outer, strict=True):
                for edge in (0, 1):
                    terms = ((start[left] + edge, 1), (a, -1), (start[right] + edge, -1), (b, 1))
                    self.add(f"repeat/{how}-{edge}/{kinds[left]}", *terms)


def forms_of(root: Node, document: Document, lines: np.ndarray, aspect: np.ndarray) -> tuple[Forms, Forms]:
    """Variables and relations of a design along x and along y, in canvas fractions.

    Args:
        root: its tree.
        document: ``n`` elements.
        lines: ``[n]`` number of lines of each text, 0 for what is none.
        aspect: ``[n]`` width over height of pictures, 0 where not known.
    """
    walk = _Walk(root, document, lines, aspect)
    return _Builder(walk, 0).build(), _Builder(walk, 1).build()


def variables_of(root: Node, forms: Forms, box: np.ndarray, axis: int) -> np.ndarray:
    """``[v]`` starts and ends of all nodes and contents, for ``[n, 4]`` boxes in canvas fractions."""
    values = np.zeros(forms.num_variables)
    _set(root, 0, forms, box, axis, values)
    return values


def _set(node: Node, index: int, forms: Forms, box: np.ndarray, axis: int, values: np.ndarray) -> int:
    """Fill in the variables of a node and all below; returns the next node's number."""
    following, inside = index + 1, []
    for child in node.children:
        inside.append(following)
        following = _set(child, following, forms, box, axis, values)
    content = (0.0, 0.0)
    if inside:
        starts = [values[forms.start[i]] for i in inside]
        ends = [values[forms.start[i] + 1] for i in inside]
        content = (min(starts), max(ends))
        if node.kind == (NodeKind.ROW if axis == 0 else NodeKind.COLUMN):
            content = (starts[0], ends[-1])
        values[forms.content[index]], values[forms.content[index] + 1] = content
    own = content
    if index == 0:
        own = (0.0, 1.0)
    elif node.element >= 0:
        own = (box[node.element, axis], box[node.element, axis] + box[node.element, axis + 2])
    values[forms.start[index]], values[forms.start[index] + 1] = own
    return following
