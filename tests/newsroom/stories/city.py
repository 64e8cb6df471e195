"""Port Ansel, the Tam valley and the farms around them."""

from __future__ import annotations

from tests.newsroom.model import Article

STORIES: tuple[Article, ...] = (
    Article(
        outlet="harbour-post",
        slug="quay-cranes-council-vote",
        story="quay-cranes",
        title="Council saves three cranes nobody can afford to paint",
        published="2026-03-04T09:41:50+00:00",
        deck="A late-night vote keeps the Ropewalk skyline, for now",
        authors=("Colm Osei-Bright",),
        section="city",
        body="""
Port Ansel's city council voted by 19 to 17 on Tuesday night to keep the three disused cranes on Ropewalk Quay,
rejecting a plan by the Harbour Trust to sell them for scrap and put up 240 flats.

The debate lasted five hours and drew some sixty people to the public gallery, several of them wearing cardboard
jibs.

Councillor Agnes Tolliver, who led the campaign, said the cranes were “the only thing in this city that every
postcard agrees on”. She produced a petition with 8,114 names. The Trust's lawyer said officers had been able to
verify 5,930.

Painting is the difficulty. The city engineer puts the cost of rust treatment at 2.6 million marks; a volunteers'
group, Friends of the Quay, says it could be done for 900,000 with donated scaffolding. Mayor Roland Pym, who voted
against, called the second figure “a number that has never met a welder”.

“I love them too,” he said. “I also love the swimming pool, and we have just closed that.”

The Trust has until the end of the month to appeal to the planning tribunal. Its chair, Sunniva Hart, told the
Harbour Post on Wednesday morning that no decision had been taken, but that the money for the sea wall had been
meant to come from the flats.
""",
    ),
    Article(
        outlet="harbour-post",
        slug="tram-drivers-strike",
        story="tram-strike",
        title="Trams stop for two days as drivers walk out over night rosters",
        published="2026-03-09T06:15:08+00:00",
        deck="Buses will run every twenty minutes on the main lines",
        authors=("Nadia Ferrant",),
        section="city",
        body="""
No trams will run in Port Ansel on Monday and Tuesday after talks between the drivers' union and City Transit ended
without agreement shortly before midnight.

The Tramworkers' Association says its 640 members are being asked to work three night turns in a row with eleven
hours between them. City Transit says the new roster applies to one depot out of four and that 'not a single driver'
will lose pay.

“You cannot see a cyclist at half past four in the morning when you last slept on Saturday,” the association's
secretary, Bill Nakamura-Hayes, said outside the depot at Gasworks Lane, where about eighty pickets had lit a
brazier.

The company's director of operations, Fleur Deakin, said the strike was “disproportionate and badly timed”. She
pointed to school examinations, which begin today, and promised replacement buses every twenty minutes on lines 1, 2
and 6.

Lines 3, 4 and 5 will have no service at all. The island ferries are not affected.

According to the city's own figures, 212,000 journeys are made by tram on an ordinary weekday. The Chamber of
Commerce estimated the cost to shops at 1.1 million marks a day. The union laughed at that: “They said the same
about the snow.”

Further talks are planned for Wednesday afternoon.
""",
    ),
    Article(
        outlet="harbour-post",
        slug="seabed-map-forest",
        story="drowned-forest",
        title="Under the Sable Strait, a forest that drowned in a lifetime",
        published="2026-02-28T10:05:31+00:00",
        authors=("Dr Miriam Sallow", "Colm Osei-Bright"),
        section="science",
        body="""
A forest of oak and alder stood where ferries now cross between Aldmere and Orvenia, and it was swallowed by the sea
within about sixty years, according to researchers who have spent four summers mapping the bottom of the strait.

The survey, by the universities of Port Ansel and Dalmin, found more than 1,300 stumps still rooted in peat at a
depth of 18 to 24 metres. Rings from 41 of them suggest that the trees died between 8,160 and 8,100 years ago.

“We expected mud,” said Professor Teodor Malik, who led the Orvenian half of the team. “We found a floor with acorns
on it.”

What drowned the forest is disputed. Prof. Malik believes that a ridge of shingle gave way and let the sea in. His
colleague in Port Ansel, Dr Joan Petherick, prefers a slow rise in sea level and a run of bad winters. “We have
agreed to disagree underwater,” she said.

The paper, published in the Annals of the Narrow Seas, also describes a line of posts which may be a fish trap. If
it is, somebody was there to see the water come.

Straitlink, whose power cable passes 400 metres from the site, said it had adjusted its repair route.
""",
    ),
    Article(
        outlet="harbour-post",
        slug="saltmarsh-by-election",
        story="saltmarsh-vote",
        title="Reform Liberals take Saltmarsh by 71 votes after third count",
        published="2026-03-06T04:50:22+00:00",
        deck="The governing party loses a seat it had held since 1988",
        authors=("Nadia Ferrant",),
        section="city",
        body="""
The Reform Liberals won the Saltmarsh by-election in the early hours of Friday by 71 votes, after three counts and
an argument about a ballot paper on which somebody had drawn a heron.

Juno Castellane, a midwife, took 9,803 votes against 9,732 for Piers Dunmore-Akande of Prime Minister Imogen
Tarrant's Civic Union. The heron was ruled invalid. Turnout was 58.4 percent, which is high for a by-election and
remarkable in a week when two of the polling stations could be reached only by tractor.

“I have delivered a good many of the people who voted today,” Ms Castellane said. “Some of them thanked me by voting
for the other side.”

Mr Dunmore-Akande blamed the floods. His agent said that as many as 1,500 supporters in Lower Stoke had been unable
to get to the polls. The returning officer, Prudence Hale, said 380 people from the ward had used the emergency
postal vote and that she knew of no complaint made before the result.

Ms Tarrant's majority in the Assembly falls to three. A spokesman for the prime minister said voters had “sent a
message about drains” and that the government had received it. “It's a message about everything,” replied Hester
Quill of the Reform Liberals.
""",
    ),
    Article(
        outlet="valley-courier",
        slug="flood-diary-cobham",
        story="tam-floods",
        title="Two nights at Cobham school: soup, dogs and a wedding dress",
        published="2026-03-06T10:00:00+00:00",
        authors=("Edith Marlowe-Finch",),
        body="""
By Friday morning there were 412 people, 63 dogs and one wedding dress in the sports hall of Cobham Ferry school,
and head teacher Gwen Abara had learned to sleep sitting up.

"The dress belongs to Kitty Sloane, who was to be married on Saturday at St Bride's," she said. "St Bride's has four
feet of water in it. We are told the vicar has a boat."

The river reached 6.97 metres at Cobham bridge at a quarter past two on Thursday afternoon, the Rivers Agency
confirmed yesterday. That is fourteen centimetres more than the reading which sent people out of their beds, and
well over the 6.40 that the wall was built for.

The county says 3,200 people were evacuated. Mayor Desmond Achebe-Lyle told the Courier he had stopped counting at
five thousand. "Nobody on Mill Street was asked, they simply went," he said.

Farmers on the east bank were still moving stock on Friday. Roy Tennant of Lower Stoke lost 40 ewes and saved 212.
"They went up the church hill by themselves. I just held the gate," he said.

Valley & Coast has put back the reopening of the line from Sunday to next Wednesday. A free coach leaves the Corn
Exchange at seven and at two.

Anyone with dry blankets is asked to bring them to the Methodist hall, not to the school, which has enough.
""",
    ),
    Article(
        outlet="valley-courier",
        slug="school-bell",
        story="school-closure",
        title="Upper Tam school to close after 140 years, county confirms",
        published="2026-03-04T09:00:00+00:00",
        authors=("Edith Marlowe-Finch",),
        body="""
Upper Tam primary school will ring its bell for the last time in July, the county education board decided on Tuesday
evening by six votes to one.

The school has nineteen pupils this year and expects fourteen in September. The board puts the annual cost at 31,000
marks for each child, against 9,400 in Cobham Ferry. Parents dispute that sum, saying it includes a roof that was
repaired once and will not need repairing again.

"They have counted the slates as if we ate them," said Peter Yarnley, who has two daughters in the school and went
there himself.

The one vote against came from Councillor Ruth Ballantyne. She warned that the bus to Cobham would take fifty
minutes each way in winter, "when it comes at all".

Director of education Simon Achterhof promised that no child would be on the bus for longer than forty minutes. He
did not say how.

The bell, which was cast in 1886, is not owned by the county. It was lent by the Tennant family, who say they will
take it home.
""",
    ),
    Article(
        outlet="valley-courier",
        slug="parking-charges",
        story="cobham-parking",
        title="Free hour stays in Cobham car parks after traders' revolt",
        published="2026-02-27T12:00:00+00:00",
        body="""
Shoppers in Cobham Ferry will keep their free hour of parking at least until the autumn. The town council dropped
plans to charge from the first minute on Thursday night, after a meeting which the clerk described in the minutes as
"warm".

Thirty-one traders had signed a letter drafted by the ironmonger, Geoffrey Lund. They argued that the charge would
bring in 48,000 marks a year and drive away business worth ten times as much. The treasurer's own estimate of income
was 62,000.

"I don't know who is right," the treasurer, Molly Prentice, told the meeting, "but I know who is louder."

The council will look again in October. Until then the fee after the first hour stays at one mark twenty, and the
machine by the fish market, which has been broken since Christmas, will be mended.
""",
    ),
    Article(
        outlet="valley-courier",
        slug="sheepdog-record",
        story="sheepdog",
        title="Bess makes it nine: collie from Stoke takes county trials again",
        published="2026-03-10T08:00:00+00:00",
        authors=("Harold Fenwright",),
        body="""
An eleven-year-old collie called Bess won the county sheepdog trials on Saturday for the ninth year in a row,
dropping only two points out of a hundred and then lying down on the judge's coat.

The trials were moved from the water meadows to the airfield because of the floods. Some three hundred people came,
organiser Tilda Brace said; the tea tent, which keeps its own count, sold 517 cups.

Her handler, Roy Tennant, had been up for two nights with his own sheep. 'She was fresher than I was,' he said. 'She
always is. It's me that will have to retire.'

Second was Flint, handled by Joanna Pugh of Upper Tam, with 94 points. Third was a newcomer, Captain, whose owner is
eleven years old.

Bess will not go to the national trials in June. Mr Tennant says she does not care for the train.
""",
    ),
    Article(
        outlet="field-furrow",
        slug="lamb-prices",
        story="lamb-prices",
        title="Lamb dearer at Stoke as floods thin the market",
        published="2026-03-10T09:00:00+00:00",
        authors=("Winifred Tolland",),
        section="farming",
        body="""
Prime lambs sold for an average of 4.12 marks a kilo at Stoke market on Monday, up 0.38 on the week and the best
March price that anybody at the ringside could remember.

Only 1,150 head were entered. Auctioneer Basil Crane said he would have expected about 2,000 in a normal week, but
that farms along the Tam were either cut off or had moved their animals to high ground and did not want to move them
again.

"You could see the buyers counting on their fingers," he said. "They had orders for Easter and they were not going
to fill them."

The Farmers' Union believes between 600 and 800 sheep were lost in the flood. The county's figure, which covers only
animals reported to its helpline, is 317. Whichever is right, said the union's Stoke secretary, Alma Dietrich, the
gap in the market will be felt in May, when late lambs would have come forward.

Cull ewes were steady at 92 marks. Store cattle were not offered, because the lorry could not get through.

Hay is another matter. Small bales that fetched three marks before Christmas were changing hands in the car park at
five fifty, and one man from Lower Stoke was said to have paid seven.
""",
    ),
    Article(
        outlet="field-furrow",
        slug="potato-blight-early",
        story="potato-blight",
        title="Blight spores found in seed potatoes three weeks early",
        published="2026-03-02T07:30:00+00:00",
        authors=("Winifred Tolland", "Jem Costello"),
        section="farming",
        body="""
Inspectors have found blight in two consignments of seed potatoes landed at Port Ansel in the last week of February,
about three weeks before the disease is usually looked for, and growers are being asked to cut open a sample from
every bag.

The Plant Health Office said the potatoes, 86 tonnes in all, came from Orvenia and were of the variety Korvin Early.
They have been sealed in a shed at Gull Point. A spokeswoman would not name the importer.

Orvenian officials say that the crop left Dalmin clean. "There is a certificate with every pallet," said Matvii
Hrabar of the Orvenian seed inspectorate, by telephone. "If the ship was warm, ask the ship."

The ship was warm, as it happens. The Little Constance was held outside the harbour for six days by the gale of 19
February, and her refrigeration, according to her mate, "gave up on the second".

## What to look for

Brown marks under the skin, a smell of wet cardboard and a white bloom on the cut face after two days in a kitchen
drawer. Do not compost suspect tubers. Do not feed them to pigs. Ring the office and keep the bag.

Dr Lucy Amberley of the Crop Institute at Stoke thinks that most growers have nothing to fear, provided that the
soil stays below eight degrees. This week it was five.
""",
    ),
    Article(
        outlet="field-furrow",
        slug="a-word-for-hedges",
        story="hedges",
        title="A word for hedges",
        published="",
        authors=("Jem Costello",),
        section="farming",
        body="""
My grandfather laid the hedge behind this house and my father let it go, and I have spent nine winters putting it
back. I am told by people with tablets that it is now worth something.

The county will pay fourteen marks a metre for a hedge, if it has six kinds of tree in it and somebody comes to
look. Mine has eleven. Nobody has come to look. The lady on the telephone said that they had two inspectors for the
whole valley, and that one of them was allergic to hawthorn.

I do not complain. A hedge is the only thing on a farm which improves while you are asleep. It keeps the wind off
the ewes and the ewes off the road, and in a wet year, such as this one, it drinks. When the Tam came over the wall
at Cobham the water stopped at the old hedges on Tennant's side and went straight through the wire on the other.

“You can't insure a hedge,” says my neighbour Alma. No. But I have noticed that it insures me.

So: plant one. Blackthorn, hazel, a bit of field maple, whatever the jays bring. Lay it when it is as thick as your
wrist. Ignore anybody who tells you it is quaint.
""",
    ),
)
