"""Files into one tree: `include:` joins files, `extends:` lays one scenario over another, `remove:` takes things out."""

from __future__ import annotations

from pathlib import Path

from engine.errors import Problem, ScenarioError
from engine.scenario import shipped, tables
from engine.scenario.grades import is_graded
from engine.scenario.nearest import nearest
from engine.scenario.yaml_tree import Mark, Node, mapping, read_tree, sequence

MAX_FILES = 200
DIRECTIVES = ("include", "extends", "remove")


def read_merged(path: Path) -> tuple[Node, list[Problem]]:
    """The tree of a scenario file with all it includes and extends, and the mistakes of form that let one read on.

    Raises ScenarioError where a file cannot be read.
    """
    reader = _Reader()
    root = reader.read(path, Mark(shipped.shown(path), 1, 1), ())
    if reader.unreadable:
        raise ScenarioError(reader.problems)
    return root, reader.problems


class _Reader:
    """Reads a scenario's files and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.unreadable = False
        self.files = 0

    def fail(self, mark: Mark, text: str) -> Node:
        """Note a mistake that leaves a part of the scenario unread."""
        self.problems.append(mark.problem(text))
        self.unreadable = True
        return Node({}, mark)

    def read(self, path: Path, asked: Mark, chain: tuple[Path, ...]) -> Node:
        """The whole tree of `path`, named at `asked` by the last file of `chain`."""
        self.files += 1
        if path in chain:
            return self.fail(asked, f"{path.name} includes or extends itself; take one of the two lines out")
        if self.files > MAX_FILES:
            return self.fail(asked, f"more than {MAX_FILES} files; merge some of them")
        if chain and not path.is_file():
            return self.fail(asked, f"there is no file '{shipped.shown(path)}'; {nearest(path.name, _yaml_files(path.parent))}")
        try:
            root, problems = read_tree(path, shipped.shown(path))
        except ScenarioError as error:
            self.problems.extend(error.problems)
            self.unreadable = True
            return Node({}, asked)
        self.problems.extend(problems)
        if not isinstance(root.value, dict):
            return self.fail(root.mark, "a scenario file is a mapping of keys and values; start with `format: 1`")
        return self.compose(root, path, (*chain, path))

    def compose(self, root: Node, path: Path, chain: tuple[Path, ...]) -> Node:
        """`root` joined with the files it includes and laid over the one it extends."""
        own = {key: self.table(key, child, path) for key, child in mapping(root).items() if key not in DIRECTIVES}
        tree = Node(own, root.mark, {key: root.keys[key] for key in own})
        for item in self.listed(root, "include"):
            included = self.included(item, path)
            if included is not None:
                tree = self.join(tree, self.read(included, item.mark, chain), ())
        base = self.base(root, path, chain)
        if base is not None:
            return self.overlay(self.without(base, mapping(root).get("remove")), tree, ())
        if "remove" in mapping(root):
            self.problems.append(root.keys["remove"].problem("remove: needs extends:, which names the scenario to remove from"))
        return tree

    def table(self, name: str, node: Node, path: Path) -> Node:
        """`node`, or the list that it names if it names a table beside or below `path`."""
        if not tables.is_table(name, node):
            return node
        given = mapping(node)["csv"]
        other = next((key for key in mapping(node) if key not in tables.KEYS), None)
        if other is not None:
            return self.fail(node.keys[other], f"a table has no '{other}'; {nearest(other, tables.KEYS)}")
        target = (path.parent / given.value).resolve() if isinstance(given.value, str) and "\0" not in given.value else path
        if target.suffix.lower() not in (".csv", ".tsv", ".txt") or not target.is_relative_to(path.parent.resolve()):
            return self.fail(given.mark, f"{name}.csv must name a .csv file beside or below this one")
        if not target.is_file():
            beside = sorted(file.name for file in target.parent.glob("*.csv"))
            return self.fail(given.mark, f"there is no file '{shipped.shown(target)}'; {nearest(target.name, beside)}")
        try:
            things, problems = tables.read_table(name, node, target, shipped.shown(target))
        except ScenarioError as error:
            self.problems.extend(error.problems)
            self.unreadable = True
            return Node([], node.mark)
        self.problems.extend(problems)
        return things

    def listed(self, root: Node, key: str) -> list[Node]:
        """The items of a list of texts under `key`; a mistake if it is anything else."""
        node = mapping(root).get(key)
        if node is None:
            return []
        items = sequence(node)
        if not items or not all(isinstance(item.value, str) for item in items):
            self.fail(node.mark, f"{key} must be a list of texts, such as [network.yaml, forces.yaml]")
            return []
        return items

    def included(self, item: Node, path: Path) -> Path | None:
        """The file that an item of `include:` names, if it lies in the folder of `path`."""
        target = _target(path.parent, str(item.value))
        if target is None or not target.is_relative_to(path.parent.resolve()):
            self.fail(item.mark, f"include '{item.value}' leaves this folder; name a .yaml file beside or below this one")
            return None
        return target

    def base(self, root: Node, path: Path, chain: tuple[Path, ...]) -> Node | None:
        """The tree that `root` extends, or None."""
        node = mapping(root).get("extends")
        if node is None:
            return None
        if not isinstance(node.value, str):
            return self.fail(node.mark, "extends must be one text, such as ../scenario.yaml")
        target = shipped.find(node.value) or _target(path.parent, node.value)
        if target is None or not (shipped.find(node.value) or path.parent.resolve().is_relative_to(target.parent)):
            text = f"extends '{node.value}' is neither a shipped scenario nor a .yaml file in this folder or one above it"
            return self.fail(node.mark, f"{text}; write ../scenario.yaml")
        return self.read(target, node.mark, chain)

    def without(self, base: Node, remove: Node | None) -> Node:
        """`base` without the things whose ids `remove` lists."""
        if remove is None:
            return base
        if not isinstance(remove.value, dict):
            self.problems.append(remove.mark.problem("remove must be a mapping of lists, such as {plans: [plan_a]}"))
            return base
        entries = dict(mapping(base))
        for name, ids in remove.value.items():
            if name not in entries or not has_ids(entries[name]):
                listed = [key for key, node in entries.items() if has_ids(node)]
                text = f"remove.{name} is no list of things with ids; {nearest(name, listed)}"
                self.problems.append(remove.keys[name].problem(text))
                continue
            gone = self.gone(name, ids, entries[name])
            entries[name] = Node([item for item in sequence(entries[name]) if _id(item) not in gone], entries[name].mark)
        return Node(entries, base.mark, base.keys)

    def gone(self, name: str, ids: Node, base: Node) -> set[str]:
        """The ids to take out of the list `name`; a mistake for each that is not there."""
        present = [str(_id(item)) for item in sequence(base)]
        if not isinstance(ids.value, list):
            self.problems.append(ids.mark.problem(f"remove.{name} must be a list of ids"))
        for item in sequence(ids):
            if item.value not in present:
                text = f"remove.{name} lists '{item.value}', which is not there; {nearest(str(item.value), present)}"
                self.problems.append(item.mark.problem(text))
        return {str(item.value) for item in sequence(ids)}

    def join(self, a: Node, b: Node, loc: tuple[str, ...]) -> Node:
        """Two files of one scenario: lists one after the other, mappings key by key; anything else may be given once."""
        if isinstance(a.value, list) and isinstance(b.value, list):
            return Node([*a.value, *b.value], a.mark)
        if not (isinstance(a.value, dict) and isinstance(b.value, dict)) or is_graded(a) or is_graded(b):
            first = f"{a.mark.file}:{a.mark.line}"
            self.problems.append(b.mark.problem(f"{'.'.join(loc)} is given twice; the first stands at {first}"))
            return a
        entries = dict(a.value)
        for key, child in b.value.items():
            entries[key] = self.join(entries[key], child, (*loc, key)) if key in entries else child
        return Node(entries, a.mark, {**b.keys, **a.keys})

    def overlay(self, base: Node, over: Node, loc: tuple[str, ...]) -> Node:
        """`over` laid on `base`: mappings merge, lists of things with ids merge by id, all else is replaced; null takes a key
        out, so that its default holds."""
        if isinstance(base.value, dict) and isinstance(over.value, dict) and not is_graded(over) and not is_graded(base):
            entries = dict(base.value)
            for key, child in over.value.items():
                if key in entries and child.value is None:
                    del entries[key]
                else:
                    entries[key] = self.overlay(entries[key], child, (*loc, key)) if key in entries else child
            return Node(entries, over.mark, {**base.keys, **over.keys}, base.lacks)
        if has_ids(base) and has_ids(over):
            return self.overlay_list(base, over, loc)
        return over

    def overlay_list(self, base: Node, over: Node, loc: tuple[str, ...]) -> Node:
        """The things of `base`, changed once by those of `over` with the same id, then the new ones in their order."""
        merged: list[Node] = list(sequence(base))
        row = {_id(item): index for index, item in reversed(list(enumerate(merged)))}
        changed: dict[str | None, Node] = {}
        for item in sequence(over):
            identity = _id(item)
            if identity not in row:
                merged.append(item)
            elif identity in changed:
                text = (
                    f"{'.'.join(loc)} changes '{identity}' again; the first change stands in line {changed[identity].mark.line}"
                )
                self.problems.append(item.mark.problem(text))
            else:
                changed[identity] = item
                merged[row[identity]] = self.overlay(merged[row[identity]], item, (*loc, str(identity)))
        return Node(merged, over.mark)


def has_ids(node: Node) -> bool:
    """Whether `node` is a list, not empty, of mappings that each have an id."""
    items = sequence(node)
    return bool(items) and all(_id(item) is not None for item in items)


def _id(node: Node) -> str | None:
    identity = mapping(node).get("id")
    return identity.value if identity is not None and isinstance(identity.value, str) else None


def _target(folder: Path, name: str) -> Path | None:
    """The file `name` seen from `folder`; None for an absolute path or another suffix than .yaml."""
    path = Path(name)
    if "\0" in name or path.is_absolute() or path.suffix not in (".yaml", ".yml"):
        return None
    return (folder / path).resolve()


def _yaml_files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.y*ml")) if folder.is_dir() else []
