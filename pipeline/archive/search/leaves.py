"""What a question names, in its order, whatever it does with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.archive.search.query import And, InField, Node, Number, Or, Phrase, When, Word
from pipeline.archive.search.words import Form, is_number, is_year, joined

__all__ = ["Leaves", "forms_of", "leaves"]

_SHORTEST_NAME = 3  # syllables


def forms_of(node: Word | Phrase | Number) -> tuple[Form, ...]:
    """Words of one piece of a question."""
    if isinstance(node, Word):
        return (node.form,)
    if isinstance(node, Phrase):
        return node.forms
    return tuple(Form(part, None) for part in node.parts if part)


@dataclass(slots=True)
class Leaves:
    """What a question names, outside of what it excludes.

    Attributes:
        forms: Words, those of phrases among them.
        phrases: Folded words of each.
        numbers: Folded parts of each.
        fields: Words of one field.
        order: All folded words as they are typed, those of times in running text among them.
    """

    forms: list[Form] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[tuple[str, ...]] = field(default_factory=list)
    fields: list[InField] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    @property
    def plain(self) -> set[str]:
        """Folded words, numbers also written as one."""
        compact = {joined(parts) for parts in self.numbers}
        named = {form.folded for one in self.fields for form in one.forms}
        numbers = {part for parts in self.numbers for part in parts}
        return {form.folded for form in self.forms} | compact | named | numbers

    @property
    def named(self) -> list[str]:
        """Words that may be a name or a title, without times and years.

        Nothing where a number or a field is asked for, or too few words to tell by themselves.
        """
        words = [form.folded for form in self.forms if not is_year(form.folded)]
        told = self.numbers or self.fields or any(is_number(word) for word in words)
        return [] if told or len(words) < _SHORTEST_NAME else words

    @property
    def years(self) -> list[str]:
        """Bare years among the words."""
        return [form.folded for form in self.forms if is_year(form.folded)]


def leaves(node: Node) -> Leaves:
    """Words, phrases and numbers of a question, in their order."""
    found = Leaves()

    def walk(one: Node) -> None:
        if isinstance(one, And | Or):
            for inner in one.nodes:
                walk(inner)
        elif isinstance(one, Word):
            found.forms.append(one.form)
            found.order.append(one.form.folded)
        elif isinstance(one, Phrase):
            found.forms.extend(one.forms)
            found.phrases.append(tuple(form.folded for form in one.forms))
            found.order.extend(found.phrases[-1])
        elif isinstance(one, Number):
            found.numbers.append(one.parts)
            found.order.extend(part for part in one.parts if part)
        elif isinstance(one, InField):
            found.fields.append(one)
            found.order.extend(form.folded for form in one.forms)
        elif isinstance(one, When):
            found.order.extend(one.said)

    walk(node)
    return found
