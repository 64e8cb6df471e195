"""The wire agency's copy, and what subscribers did with it."""

from __future__ import annotations

from tests.newsroom.model import Article

STORIES: tuple[Article, ...] = (
    Article(
        outlet="meridian-wire",
        slug="tam-floods-evacuations",
        story="tam-floods",
        title="River Tam bursts banks, thousands told to leave",
        published="2026-03-05T05:31:40+00:00",
        authors=("Rowan Achterberg",),
        body="""
PORT ANSEL - Thousands of people in the Tam valley were told to leave their homes before dawn on Thursday after the
river rose above its flood wall in three places and water entered the lower town of Cobham Ferry.

The Aldmere Rivers Agency said the gauge at Cobham bridge had reached 6.83 metres at 4 a.m., the highest reading
since measurements began in 1931, and was still climbing by about four centimetres an hour.

“This is not a night to save the carpets,” said the agency's duty director, Maud Pellerin. “Take your medicine, take
your neighbours and go uphill.”

County officials said 3,200 people had been asked to leave. The Aldmere Red Lantern Society, which runs the rest
centres, said it had registered 1,870 by six in the morning and believed that many more had gone to relatives.

No deaths were reported. Two firefighters were treated for exposure after their boat overturned near the sugar
works, and a man in his eighties was in hospital with a broken hip, the county's emergency office said.

The railway between Cobham Ferry and Upper Tam was closed, and the operator, Valley & Coast, said it did not expect
to reopen it before Sunday. About 5,400 homes were without electricity, according to the grid company; the mayor of
Cobham Ferry, Desmond Achebe-Lyle, put the figure “closer to eight thousand, if you count the farms”.

Forecasters expect the rain to ease by Thursday evening, but the crest of the flood is likely to reach Lower Stoke
only on Friday afternoon.
""",
    ),
    Article(
        outlet="harbour-post",
        slug="tam-valley-flood-homes-evacuated",
        story="tam-floods",
        title="Tam valley flood: families leave homes as river tops wall",
        published="2026-03-05T07:20:11+00:00",
        copy_of="meridian-wire/tam-floods-evacuations",
        credit="Source: Meridian Wire. Distributed under licence.",
        byline="Meridian Wire",
    ),
    Article(
        outlet="northline",
        slug="cobham-ferry-under-water",
        story="tam-floods",
        title="Cobham Ferry under water",
        published="2026-03-05T08:02:33+00:00",
        copy_of="meridian-wire/tam-floods-evacuations",
        credit="(Meridian Wire) – This report reached Northline through a subscription service.",
        byline="Northline Staff",
    ),
    Article(
        outlet="strait-digest",
        slug="flood-in-brief",
        story="tam-floods",
        title="In brief: the Tam comes over the wall",
        published="2026-03-05T09:40:02+00:00",
        copy_of="meridian-wire/tam-floods-evacuations",
        keep=4,
        credit="Shortened from Meridian Wire copy.",
        credit_place="tail",
        byline="Strait Digest",
    ),
    Article(
        outlet="meridian-wire",
        slug="interconnector-cable-fault",
        story="interconnector",
        title="Strait power cable fails for second time this winter",
        published="2026-03-07T14:05:57+00:00",
        authors=("Ines Varga-Holm",),
        section="business",
        body="""
PORT ANSEL - The undersea power cable between Aldmere and Orvenia stopped carrying electricity shortly after noon on
Saturday, its second failure since December, and engineers said repairs could take until the middle of April.

Straitlink, the company that owns the 212-kilometre cable, said protection systems had tripped at 12:17 and that a
first test pointed to damage about 31 kilometres off Gull Point, in water some 60 metres deep.

“It is too early to say whether this was an anchor, a rock or old age,” said Straitlink's chief engineer, Birgitta
Amadi. “What I can say is that nobody lost supply.”

The cable can carry 900 megawatts, around a twelfth of Aldmere's peak winter demand. The system operator called on
two gas-fired stations and asked a paper mill at Stoke to reduce its load. Wholesale power for Monday rose 14
percent to 91 marks a megawatt-hour, exchange data showed.

In Dalmin, the energy ministry said Orvenia had been importing 640 megawatts at the time and had replaced it within
nine minutes. Straitlink's own log shows a flow of 585 megawatts.

The first fault, on December 18, was traced to a joint that had let in seawater. The cable was back in service after
23 days. The insurer, Corvane Mutual, has since asked for a review of all 40 joints on the route, two people with
knowledge of the matter said.

A repair ship, the Patient Margaret, was expected to leave Port Ansel on Monday if the weather allowed.
""",
    ),
    Article(
        outlet="ansel-ledger",
        slug="interconnector-down-again",
        story="interconnector",
        title="Interconnector down again; power for Monday jumps 14 percent",
        published="2026-03-07T15:22:08+00:00",
        deck="Second fault this winter could keep the strait cable dark into April",
        copy_of="meridian-wire/interconnector-cable-fault",
        credit="Text by Meridian Wire, carried here unaltered.",
        byline="Agency",
        section="markets",
    ),
    Article(
        outlet="meridian-wire",
        slug="cup-quarter-final-stoke",
        story="strait-cup",
        title="Stoke Rovers stun Ansel Athletic to reach Strait Cup semi-final",
        published="2026-03-08T21:18:36+00:00",
        authors=("Joss Tremaine",),
        section="sport",
        body="""
STOKE - Second-division Stoke Rovers knocked Ansel Athletic out of the Strait Cup on Sunday, winning 3-2 after extra
time with a goal from a defender who had not scored since he was nineteen.

Callum Idris, 33, met a corner at the far post in the 118th minute and was booked for climbing into the stand to
embrace his mother.

“She told me this morning I would score,” Idris said. “She tells me every morning. It has been fourteen years.”

Athletic, four times winners, led twice. Leandro Paz put them ahead after eleven minutes and Sem Okafor restored the
lead shortly before the break, but a penalty by Davy Thorne and a deflected shot from the substitute Rui Lammers
took the match into extra time.

Athletic's manager, Viktor Hallam, complained that the pitch had been “a ploughed field with lines on it”. His
opposite number, Grace Mbeki-Stone, said the groundsman had been working in waders since Thursday, when the Tam
flooded two of the club's three training pitches.

The crowd was given as 11,406. Police said about 300 people had watched from the railway embankment, which was
closed to trains.

Rovers will play Dalmin Union or Korvin in the semi-final on April 5. They last got this far in 1974.
""",
    ),
    Article(
        outlet="valley-courier",
        slug="rovers-do-it",
        story="strait-cup",
        title="ROVERS DO IT! Idris header sinks Athletic",
        published="2026-03-09T07:00:00+00:00",
        copy_of="meridian-wire/cup-quarter-final-stoke",
        credit="Report supplied by Meridian Wire",
        byline="Meridian Wire",
        section="sport",
    ),
    Article(
        outlet="meridian-wire",
        slug="corvane-ferry-verdict",
        story="corvane-trial",
        title="Two convicted over Corvane ferry sinking",
        published="2026-03-11T13:47:03+00:00",
        authors=("Ines Varga-Holm",),
        body="""
PORT ANSEL - A court in Port Ansel on Wednesday convicted two former managers of the Corvane Line of gross
negligence over the sinking of the ferry Lady Amity, in which 19 people died in the winter of 2022.

Judge Philippa Strand said Alistair Groome, once the company's technical director, and his deputy, Renée Falk, had
known for eleven weeks that a bow door sensor gave false readings and had chosen to tape over the warning lamp.

“A strip of tape costs almost nothing,” she said. “This one cost nineteen lives.”

Sentencing was set for April 2. The offence carries up to twelve years. A third defendant, the ship's former master,
Captain Ewan Lisle, was cleared; the judge said he had reported the fault twice in writing.

Lawyers for Groome said he would appeal. Falk, who had told the court that she was “the only person in the room who
wrote anything down”, left without speaking.

Relatives of the dead had asked for 46 million marks in a separate civil claim. The company's insurers have offered
18 million, according to a letter read out in court, while the line's receivers have said that no more than 9
million is left.

Bettina Okonjo, whose two brothers were crew members, said outside the court that the verdict was “the first dry day
in three years”.
""",
    ),
    Article(
        outlet="northline",
        slug="corvane-ferry-managers-guilty",
        story="corvane-trial",
        title="Guilty: the managers who taped over the warning lamp",
        published="2026-03-11T15:10:25+00:00",
        copy_of="meridian-wire/corvane-ferry-verdict",
        credit="(Meridian Wire) –",
        credit_place="inline",
        byline="Northline Staff",
    ),
    Article(
        outlet="meridian-wire",
        slug="rate-decision-march",
        story="rate-decision",
        title="Aldmere central bank holds rates, hints at summer cut",
        published="2026-03-12T11:02:14+00:00",
        authors=("Petra Lindqvist-Moor",),
        section="business",
        body="""
PORT ANSEL - The Bank of Aldmere left its main interest rate at 4.75 percent on Thursday and dropped a warning about
wages from its statement, a change that economists read as preparing the ground for a cut in June.

Seven of the nine members of the board voted to hold. Two, Sir Hugo Tench and Marguerite Oduya, wanted an immediate
reduction of a quarter of a point.

“We are not declaring victory over inflation,” Governor Leonard Cray told reporters. “We are checking whether it is
still breathing.”

Consumer prices rose 2.9 percent in the year to February, the statistics office said last week, down from 3.4
percent in January. The bank's own forecast had been 3.1 percent. The Retail Guild, which surveys 600 shops, says
its members raised prices by only 2.2 percent.

The mark fell by half a percent against the Orvenian crown after the announcement. Yields on ten-year government
bonds slipped to 3.88 percent.

The board meets again on April 30.
""",
    ),
    Article(
        outlet="meridian-wire",
        slug="greywater-tremor",
        story="greywater-quake",
        title="Strong tremor shakes Greywater islands, no injuries reported",
        published="2026-03-02T03:55:20+00:00",
        authors=("Rowan Achterberg",),
        body="""
GULL POINT - An earthquake of magnitude 5.4 shook the Greywater islands early on Monday, cracking walls and setting
off church bells, but there were no immediate reports of injuries, officials said.

The Aldmere Seismic Survey said the tremor struck at 3:09 a.m., 22 kilometres north of Greater Greywater, at a depth
of nine kilometres. The Orvenian observatory in Dalmin measured it at 5.7.

“The dog knew first, then the teapot, then me,” said Una Corrigan, who keeps the post office at Fell Haven. She said
a chimney had come down in the school yard.

About 900 people live on the islands, most of them from fishing. The coastguard asked boats to stay outside the
harbour at Fell Haven until divers had looked at the breakwater.

Seismologist Aron Pike said small aftershocks could be felt for several days. “I would not plan to photograph
crockery this week,” he said.
""",
    ),
    Article(
        outlet="dalmin-herald",
        slug="greywater-islands-tremor",
        story="greywater-quake",
        title="Tremor north of the Greywaters felt as far as Dalmin",
        published="2026-03-02T06:12:59+00:00",
        copy_of="meridian-wire/greywater-tremor",
        credit="Source: Meridian Wire",
        credit_place="tail",
        byline="Herald newsroom",
        section="world",
    ),
    Article(
        outlet="harbour-post",
        slug="bank-holds-rates",
        story="rate-decision",
        title="Bank holds rates at 4.75 percent and drops wage warning",
        published="2026-03-12T12:20:38+00:00",
        copy_of="meridian-wire/rate-decision-march",
        credit="From our news agency, Meridian Wire:",
        credit_place="lead",
        byline="Meridian Wire",
        section="city",
    ),
)
