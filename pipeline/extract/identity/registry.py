"""Which known entity an identity is of. Pure: the store loads what is known of the keys at hand and writes what is new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.extract.identity.keys import keys, strong
from pipeline.model import EntityKind, Identity


@dataclass(frozen=True, slots=True)
class Known:
    """A stored entity. `sure`: it has a strong key, else only a surname or the like is known of it.

    `merged_into`: by a person's hand; all that was its belongs to that one. `named_by`: the article that its name was taken
    from, 0: one that is not known; None: its name stays, a person has had a hand in it.
    """

    id: int
    kind: EntityKind
    name: str
    sure: bool = True
    merged_into: int | None = None
    named_by: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A key that an entity has. `pin`: set by a person: `alias`, whoever has the key is that one; `split`, is never."""

    key: str
    entity: int
    pin: str | None = None


def pins(name: str, kind: EntityKind) -> tuple[str, ...]:
    """The keys to pin when a person says whose a name is, or is not: its strong ones, of a surname alone the weak ones."""
    languages = ("ru", "uk") if any("Ѐ" <= letter <= "ӿ" for letter in name) else ("en",)
    found = tuple(dict.fromkeys(key for language in languages for key in keys(name, kind, language)))
    return tuple(filter(strong, found)) or found


@dataclass(slots=True)
class Changes:
    """What is to be written: new entities (negative ids), keys, how often which name stood, entities that got another name,
    and those that got a strong key for the first time."""

    entities: dict[int, Known] = field(default_factory=dict)
    keys: dict[tuple[str, int], bool] = field(default_factory=dict)  # (key, entity) → strong
    names: dict[tuple[int, str], int] = field(default_factory=dict)
    renamed: dict[int, tuple[str, int | None]] = field(default_factory=dict)  # its name, and the article it is from
    ensured: set[int] = field(default_factory=set)


class Registry:
    """Known entities for the keys at hand.

    Needed: every `Held` whose key one of the identities to come has, the entities of these, and those merged into; for
    weak keys a few will do, and those of `before`.
    """

    def __init__(self, entities: Iterable[Known] = (), held: Iterable[Held] = ()) -> None:
        self._entities = {one.id: one for one in entities}
        self._holders: dict[str, dict[int, None]] = defaultdict(dict)
        self._aliases: dict[tuple[EntityKind, str], int] = {}  # entities of two kinds may have one key
        self._splits: set[tuple[str, int]] = set()
        self._next = -1
        self.changes = Changes()
        for one in sorted(held, key=lambda one: (one.entity, one.key)):
            if one.pin == "split":
                self._splits.add((one.key, self.successor(one.entity)))
            elif one.pin == "alias":
                self._aliases[self._entities[one.entity].kind, one.key] = one.entity
            else:
                self._holders[one.key][self.successor(one.entity)] = None

    def successor(self, entity: int) -> int:
        """The entity that one was merged into at last; a ring of mergers ends where it began."""
        seen = set()
        while entity not in seen and (one := self._entities.get(entity)) and one.merged_into is not None:
            seen.add(entity)
            entity = one.merged_into
        return entity

    def resolve(self, identity: Identity, before: int | None = None, article: int | None = None) -> int:
        """Id of the entity: what people have pinned, else who shares a strong key, else the only one with a weak key.

        `before`: the entity that the same words were of when they were read last; of a surname alone it stays, whoever has
        come to bear it since, so that reading again gives the same rows. `article`: which names it so: an entity has its name
        from the article with the smallest id that names it in full, in whatever order they are read.
        """
        entity = self._pinned(identity)
        if entity is None:
            entity = self._surely(identity)
        if entity is None and before is not None:
            entity = self._kept(identity, self.successor(before))
        if entity is None:
            entity = self._only(identity)
        if entity is None:
            entity = self._new(identity, article)
        self._learn(entity, identity, article)
        return entity

    def _pinned(self, identity: Identity) -> int | None:
        named = any(map(strong, identity.keys))
        pinned = ((identity.kind, key) for key in identity.keys if strong(key) or not named)
        return next((self.successor(self._aliases[key]) for key in pinned if key in self._aliases), None)

    def _holding(self, key: str, identity: Identity) -> list[int]:
        """Those of the kind that have a key, without those it was split from."""
        return [
            entity
            for entity in self._holders.get(key, ())
            if (key, entity) not in self._splits and self._entities[entity].kind == identity.kind
        ]

    def _surely(self, identity: Identity) -> int | None:
        shared: dict[int, int] = defaultdict(int)
        for key in identity.keys:
            if strong(key):
                for entity in self._holding(key, identity):
                    shared[entity] += 1
        return max(shared, key=lambda entity: (shared[entity], entity > 0, -abs(entity))) if shared else None

    def _kept(self, identity: Identity, before: int) -> int | None:
        return before if any(before in self._holding(key, identity) for key in identity.keys) else None

    def _only(self, identity: Identity) -> int | None:
        named = any(map(strong, identity.keys))
        for key in identity.keys:
            if strong(key):
                continue
            holding = self._holding(key, identity)
            unsure = [entity for entity in holding if not self._entities[entity].sure]
            sure = [entity for entity in holding if self._entities[entity].sure]
            if named:
                # One known by surname only is adopted, where nobody else has that surname.
                if len(unsure) == 1 and not sure:
                    return unsure[0]
            elif len(sure) == 1:
                return sure[0]
            elif len(unsure) == 1:
                return unsure[0]
        return None

    def _new(self, identity: Identity, article: int | None) -> int:
        entity, self._next = self._next, self._next - 1
        one = Known(entity, identity.kind, identity.name, any(map(strong, identity.keys)), named_by=article)
        self._entities[entity] = self.changes.entities[entity] = one
        return entity

    def _learn(self, entity: int, identity: Identity, article: int | None) -> None:
        for key in identity.keys:
            sure, holders = strong(key), self._holders[key]
            if entity in holders or (key, entity) in self._splits or (identity.kind, key) in self._aliases:
                continue
            if not (sure and self._holding(key, identity)):
                holders[entity] = None
                self.changes.keys[key, entity] = sure
        named = (entity, identity.name)
        self.changes.names[named] = self.changes.names.get(named, 0) + 1
        one, full = self._entities[entity], any(map(strong, identity.keys))
        earlier = article is not None and one.named_by is not None and article < one.named_by and full == one.sure
        if full and not one.sure and one.named_by is None:
            self._replace(replace(one, sure=True))
        elif (full and not one.sure) or earlier:
            self._replace(replace(one, name=identity.name, sure=full, named_by=article))

    def _replace(self, one: Known) -> None:
        before, self._entities[one.id] = self._entities[one.id], one
        if one.id < 0:
            self.changes.entities[one.id] = one
            return
        self.changes.renamed[one.id] = (one.name, one.named_by)
        if one.sure and not before.sure:
            self.changes.ensured.add(one.id)

    @property
    def entities(self) -> Mapping[int, Known]:
        """All that are known by now."""
        return self._entities
