"""Business, culture and politics in English: the Ledger, Northline, the Herald and the Digest."""

from __future__ import annotations

from tests.newsroom.model import Article

STORIES: tuple[Article, ...] = (
    Article(
        outlet="ansel-ledger",
        slug="brightwater-yard-results",
        story="brightwater",
        title="Brightwater doubles profit and tells customers to wait",
        published="2026-03-11T06:30:44+00:00",
        deck="Turbine orders run to 2028; chief executive plays down an Orvenian request",
        authors=("Sadie Klerk-Omondi",),
        section="markets",
        body="""
Brightwater Marine more than doubled its operating profit last year to 74 million marks, as demand for pumping
equipment from flood-prone cities filled its yard at the mouth of the Ansel to the end of the slipway.

Sales rose 31 percent to 602 million, a little short of the 615 million that analysts had expected, and the board
proposed a dividend of 1.10 marks a share, against 0.60. The shares opened four percent higher and had given up half
of the gain by lunchtime.

“We could sell every Kestrel twice,” said the chief executive, Anneke Strand-Villiers, on a call with investors.
“Unfortunately we can only build it once.”

The Kestrel, a reversible turbine that lifts eleven cubic metres of water a second, accounts for 58 percent of the
order book. The yard finished 41 of them in 2025 and plans 55 this year. A union official at Brightwater, Dov
Merrick, said that the second number assumed a night shift “which exists on a slide”.

Asked about the 36 turbines that Orvenia wants, Ms Strand-Villiers said the company had received “a letter, a
courteous letter” and that any delivery would depend on an export licence. President Ostap Zhalynskyy told a news
agency this week that his country was ready to pay partly in kind. “I am not sure where we would book a sonar buoy,”
the chief financial officer, Rhys Talbot, remarked.

## Debt and steel

Net debt fell to 188 million marks from 240 million. The company expects steel to cost nine percent more this year
and has fixed prices for about two thirds of what it needs. It has not hedged the Orvenian crown, in which it has
had no income until now.

Brightwater repeated its forecast that operating profit would reach between 85 million and 95 million marks in 2026.
The average of eleven analysts gathered by the Ledger is 91 million; the most doubtful of them, Corinne Abiola of
Tench & Rowe, has 79 million, and says that the yard has missed its own target in four of the past six years.

“They build a superb machine and a mediocre calendar,” she wrote.

The family trust that owns 27 percent of the company said it had no plans to sell. It said the same in 2019, some
weeks before it sold nine percent.

What could go wrong is mostly downstairs. The casting shop at Gull Point, which makes the blades, lost eleven days
in January to a cracked furnace lining, and its manager has asked for 23 million marks to replace the lot. The board
has given him six. Mr Merrick of the union calls that “buying one shoe”; the company says that the furnace will be
relined in August, when the yard is closed in any case, and that there are blades for 14 turbines on the shelf.

## The neighbours

Brightwater is not the only builder of large pumps on the strait. Iskelin Works of Dalmin, which is owned by the
Orvenian state, showed a machine of similar size at a trade fair in November and says that it will be in production
“within two winters”. Engineers who have seen it are polite. “It pumps,” said one of them, from an Aldmere
consultancy. “I would want to stand further away.”

Ms Strand-Villiers said competition was welcome and that a licence for the older Merlin design, which Brightwater
stopped building in 2018, had been offered to Dalmin twice, for 11 million marks and then for eight. The Orvenian
embassy said it was aware of one offer, for 14 million.

The annual meeting is on April 21, in the drawing loft, where the heating, shareholders are advised, remains a
matter for discussion.
""",
    ),
    Article(
        outlet="ansel-ledger",
        slug="rates-what-cray-meant",
        story="rate-decision",
        title="What the governor dropped, and why June now looks likely",
        published="2026-03-12T13:40:12+00:00",
        deck="One sentence went missing from the Bank's statement. Traders noticed",
        authors=("Tobias Renn", "Sadie Klerk-Omondi"),
        section="markets",
        body="""
It took the bond market ninety seconds on Thursday to find the sentence that was not there. Since last May every
statement of the Bank of Aldmere has ended by warning that pay was rising “faster than is consistent with stable
prices”. This one ended with the date of the next meeting.

Rates themselves stayed at 4.75 percent, by seven votes to two. But futures prices now give a 78 percent chance of a
quarter-point cut in June, according to Ledger calculations, compared with 52 percent on Wednesday evening.

"You do not hold a door open by announcing it," said Ottilie Farrow, chief economist at Corvane Mutual. "You just
take your foot away."

Not everybody is convinced. Wages in transport rose 6.1 percent in the three months to January, and the tram dispute
in Port Ansel shows no sign of being settled cheaply. “We are not declaring victory over inflation,” Governor Leonard
Cray told reporters. He said the floods in the Tam valley would add “a tenth or two” to food prices in the spring; the
Farmers' Union speaks of half a point.

Sir Hugo Tench, one of the two members who voted for an immediate cut, told the Ledger in January that the Bank was
“driving by the mirror”. He declined to comment on Thursday, at some length.
""",
    ),
    Article(
        outlet="ansel-ledger",
        slug="pebble-chip-startup",
        story="pebble-chip",
        title="A chip the size of a peppercorn, and 40 million marks to make it",
        published="2026-03-06T09:05:36+00:00",
        deck="Pebble Circuits will open a plant in an old brewery",
        authors=("Priyanka Solberg",),
        section="tech",
        body="""
Pebble Circuits, a company of 62 people that designs very small and very frugal processors, has raised 40 million
marks to build its first production line in the former Anchor brewery in Port Ansel.

The round was led by Gullwing Seed Partners, with 12 million from the state's Regional Growth Fund. It values the
company at about 210 million marks, according to a person who has seen the papers. Pebble's founder, Dr. Hana
Ito-Lindgren, would not confirm the number. “We are worth what the next customer pays,” she said.

The chips go into hearing aids, water meters and, since last autumn, into buoys. Pebble says one of them can run for
nine years on a battery no larger than a shirt button. A rival, Dalmin's Iskra Micro, has claimed twelve years;
independent tests by the Harbour Technical College in November stopped after 14 months, when the students graduated.

Production is to start in the second quarter of 2027, with 130 jobs. The brewery's neighbours have asked whether
there will be a smell. “Only of money,” said the mayor, Roland Pym, who then asked for the remark not to be used.
""",
    ),
    Article(
        outlet="northline",
        slug="lantern-festival-prize",
        story="lantern-festival",
        title="A film about a lighthouse with no light wins Golden Lantern",
        published="2026-03-01T22:14:09+00:00",
        authors=("Imke Salvesen",),
        section="culture",
        body="""
A first film shot in eleven days by a former ferry steward has won the Golden Lantern at the Port Ansel festival,
ahead of two favourites that cost a hundred times as much.

“The Keeper’s Arithmetic”, directed by Ludka Wren, follows a woman who goes on climbing the stairs of a lighthouse
for years after it has been switched off. It has four speaking parts, one of them a gull.

“I had 90,000 marks, my aunt’s house and the wrong lens,” Wren said on stage. “Thank you to the lens.”

The jury’s president, the Orvenian actor Zinovii Paliy, called the film “a small door with a great deal of weather
behind it”. He admitted that the vote had not been unanimous; two members of the jury told Northline that it had
been four to three.

Best actor went to Tibor Eszter-Hale for his part in “Low Water”, a thriller set on the Lenna Canal. Drovia’s
cultural attaché had asked the organisers to withdraw it. They put on a second screening instead.

The festival sold 38,200 tickets, said its director, Mabel Anand, some 3,000 fewer than last year. She blamed the
football.

“The Keeper’s Arithmetic” opens in ordinary cinemas on 17 April, if, as Wren put it, there are any left.
""",
    ),
    Article(
        outlet="northline",
        slug="chirrup-outage",
        story="chirrup-outage",
        title="Half the coast went quiet for five hours. It was a comma",
        published="2026-03-04T12:25:51+00:00",
        authors=("Declan Moss-Adeyemi", "Imke Salvesen"),
        section="tech",
        body="""
The messaging service Chirrup was out of action for most of Tuesday evening on both sides of the Sable Strait
because of a single comma in a configuration file, the company said on Wednesday.

Some 6.2 million people could not send or receive messages between 17:40 and 22:55, by Chirrup’s own count. Watchers
at the site Is It Me put the number nearer nine million, since it includes taxi firms, clinics and two parliaments
which send their notices over the service.

“It was a comma,” the company’s head of engineering, Farouk Lindahl, wrote in a report of unusual brevity. “It
should have been a full stop. We have moved it.”

For some the silence was expensive. Harbour Cabs said its takings had dropped by a third. At St Anne’s hospital in
Port Ansel, where on-call doctors are summoned by Chirrup, managers “went and knocked on doors”, said the chief
nurse, Patience Ogilvy.

The communications regulator has asked for an explanation by 20 March and can fine a company up to two percent of
its turnover. Chirrup’s turnover last year was 311 million marks.

In Dalmin the deputy minister for digital affairs, Roman Hnatko, said that Orvenia’s own emergency channel had not
been touched. He announced it on Chirrup, at eleven at night.
""",
    ),
    Article(
        outlet="dalmin-herald",
        slug="municipal-vote-date",
        story="orvenia-municipal",
        title="Dalmin to elect its mayor on 17 May after court ruling",
        published="2026-03-05T14:20:48+00:00",
        authors=("Lesia Marchuk-Dane", "Pavel Orest"),
        section="politics",
        body="""
The Constitutional Court ruled on Thursday that Dalmin must hold its postponed mayoral election no later than the
third Sunday of May, ending eight months in which the city of 870,000 has been run by an official whom nobody voted
for.

The vote was put off last September, when parliament changed the boundaries of four districts. By nine votes to two,
the judges found that redrawing a map was “a reason to print new maps” and not a reason to cancel an election.

Acting mayor Kyrylo Dobrosh said he would respect the ruling and would stand. Opinion polls disagree about his
chances: the Sotsvymir group gave him 31 per cent last week, while a survey paid for by his rival, the architect
Solomiia Brand, has him on 24 and herself on 29.

"I have been drawing this city for twenty years," Ms Brand told the Herald. "I would like, for once, to see somebody
build what is on the paper."

The Central Election Commission said it needed 64 million crowns and 70 days. It has 73. Its chairwoman, Nadiia
Rokyta, called that "three days of luxury".

Local elections in the canal districts, including Korvin, are not covered by the judgment and remain suspended.
""",
    ),
    Article(
        outlet="dalmin-herald",
        slug="grain-corridor-february",
        story="canal-grain",
        title="Grain through Korvin falls again; farmers turn to the railway",
        published="2026-03-09T08:33:15+00:00",
        authors=("Pavel Orest",),
        section="business",
        body="""
Orvenian grain exports through the Lenna Canal came to 168,000 tonnes in February, the Transport Ministry said on
Monday, the lowest for that month since the canal was reopened in 1994.

The Grain Union, which represents the large producers, counted only 151,000 tonnes. Its analyst Kateryna Sholom
explained that the ministry includes barges that have paid the toll but have not yet been through the lock. "They
are exported on paper," she said. "On paper we are doing well."

A year ago the figure was 340,000 tonnes by either method.

The railway has taken up part of the difference. State carrier Orzal moved 97,000 tonnes to the port of Dalmin by
train last month, three times as much as in February 2025, but at nearly double the price: 410 crowns a tonne
against 215 by water.

At Zelen Hai, 60 kilometres upstream, the cooperative run by Stepan Moroz has stopped sending barges altogether. “My
father built the jetty,” he said. “I keep nets on it.”

Drovia denies holding up traffic. The head of its canal inspectorate, Yefim Karsh, told state television in Tolm
that the average check lasted 'under three hours'. Skippers interviewed by the Herald at Korvin last week reported
waiting for between five and nine days.
""",
    ),
    Article(
        outlet="dalmin-herald",
        slug="metro-pearl-street",
        story="dalmin-metro",
        title="Pearl Street metro station opens, four years late and rather beautiful",
        published="2026-03-03T11:11:30+00:00",
        authors=("Juri Valk",),
        section="city",
        body="""
The first passengers rode the escalator at Pearl Street on Tuesday morning, four years after the station was
supposed to open and eleven days after the last tile was glued to the wall.

There are 212,000 tiles, each of them made from crushed oyster shell. They cost 38 million crowns out of a total of
1.9 billion, according to the Metro Directorate. The city audit office, which published its own report in January,
makes the total 2.3 billion.

"People will forget the sum," said the station's architect, Solomiia Brand, who is running for mayor. "They will not
forget the light."

Trains will stop every four minutes in the rush hour. The Directorate expects 45,000 passengers a day by the end of
the year and had 6,300 in the first three hours, including a brass band.

One lift is still out of order. Disability campaigner Marko Hlyva, who had come to see for himself, waited at street
level with two friends. “It is a lovely station from here,” he said.
""",
    ),
    Article(
        outlet="strait-digest",
        slug="strait-in-five-numbers",
        story="week-in-numbers",
        title="The strait in five numbers",
        published="2026-03-12T16:05:13+00:00",
        authors=("Robin Ashdown",),
        body="""
Every Thursday we read some two hundred articles so that you need not, and keep five numbers. Here are this week's.

8,000. That is how many Drovian personnel President Ostap Zhalynsky believes are camped on the Lenna Canal. Drovia
says 2,000, the Orvenian foreign ministry 6,500, a parliamentary committee 7,200 and a think tank “between 7,000 and
9,000”. If you are keeping score, no two of those agree.

71. Votes by which the Reform Liberals won Saltmarsh, on the third attempt at counting.

6.97. Metres of water at Cobham bridge on Thursday of last week, a record. The wall was built for 6.40.

900. Megawatts that the strait cable could carry, and does not. The repair ship sailed on Tuesday, a day late,
harbour records show.

118. The minute in which Callum Idris of Stoke Rovers, aged 33, scored his first goal since he was a teenager. “She told
me this morning I would score,” Idris told Meridian Wire of his mother.
""",
    ),
)
