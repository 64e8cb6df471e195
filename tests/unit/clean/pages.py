"""A page about a bridge, for the tests of what reads pages."""

HERE = "https://paper.example/news/bridge.html"
TITLE = "The old bridge stays closed until the autumn"
LEAD = "Two arches have moved; lorries take the long way round, and nobody knows yet who is going to pay for it."
PARAGRAPHS = (
    "The council met on Tuesday evening to talk about the old bridge over the river and what it would cost to mend.",
    "Engineers told the meeting that two of the five arches had moved since the spring floods of the year before.",
    "A decision is due before the summer, the mayor said, and until then lorries will have to take the long way round.",
    "The ferry at the mill runs every twenty minutes, but it takes no more than six cars and nothing over three tonnes.",
    "Shops on the left bank say that they have lost a third of their customers since the barriers went up in May.",
)
ELSEWHERE = (
    "The baker in Mill Street has won a prize for a loaf that takes three days to rise and four minutes to eat.",
    "Rain is expected from Thursday on, with gusts along the coast and a little sun behind the hills in the evening.",
    "The swimming pool opens again in June with two new slides, one of which is not for people who dislike the dark.",
)


def paragraphs(*texts: str, attributes: str = "") -> str:
    return "".join(f"<p {attributes}>{text}</p>" for text in texts)


def article(inner: str, around: str = "{}") -> str:
    """A page with the headline and `inner` in an article element; `around` stands for what stands around that."""
    held = around.format(f"<article><h1>{TITLE}</h1>{inner}</article>")
    return f"<html><head><title>{TITLE}</title></head><body>{held}</body></html>"
