"""The big interview: a president speaks to an agency, and nine newsrooms retell it in three languages."""

from __future__ import annotations

from tests.newsroom.model import Article

STORIES: tuple[Article, ...] = (
    Article(
        outlet="meridian-wire",
        slug="zhalynsky-canal-interview",
        story="canal-interview",
        title="Orvenia will not give up Korvin lock, president tells Halden",
        published="2026-03-10T06:42:18+00:00",
        authors=("Petra Lindqvist-Moor",),
        section="world",
        body="""
DALMIN - Orvenian President Ostap Zhalynsky has ruled out pulling his border service back from the Korvin lock on
the Lenna Canal, calling it “the tap in our kitchen” and saying that no government in Dalmin would survive handing
it to a neighbour.

In an interview with the Halden News Agency published on Tuesday, Zhalynsky said Drovia had moved about 8,000
uniformed personnel to the northern bank of the canal since December, four times the number that the authorities in
Tolm acknowledge.

“They arrive as engineers and they drill as infantry,” he said. “I have nothing against engineers. I would only like
to see one of them carrying a spanner.”

Drovia says the people at the canal are maintenance crews sent to repair flood damage. A spokesman for Chancellor
Radim Kolgan put their number at “roughly two thousand, cooks included” at a briefing in Tolm last month. The
Institute for Strait Studies in Port Ansel, which works from commercial satellite pictures, estimated in February
that between 7,000 and 9,000 people were housed in the new camps.

Grain is what makes the lock matter. About 3.4 million tonnes passed through it in 2025, according to the Orvenian
transport ministry, down from 5.1 million tonnes a year earlier. Zhalynsky blamed the fall on inspections that he
described as a blockade with clipboards.

“A barge that waited six hours in 2024 now waits six days,” he told the agency. “The wheat does not care whose stamp
is missing. It rots either way.”

The president also used the conversation to address Aldmere, on the southern side of the Sable Strait. He said his
country needed Kestrel pumping turbines, which are built under licence at two yards near Port Ansel, and proposed to
pay for them partly with the sonar buoys that Orvenia has developed to track small vessels in shallow water.

“Our engineers and theirs have called each other by first names for years,” Zhalynsky said. “Ministers are slower. I
would like to sit down with the prime minister and save us all the postage.”

He invited Prime Minister Imogen Tarrant to Dalmin and said he was ready to meet her “on any pier, at any tide”.
Tarrant's office said it had seen the remarks and would answer through diplomatic channels. Defence Secretary Giles
Okoro-Wren told reporters in Port Ansel that turbines were civilian goods and that he saw “no obstacle in
principle”.

Talks between Orvenia and Drovia on a joint canal authority broke off on January 29 after three rounds. Zhalynsky
said his side had accepted a proposal to let inspectors from neutral countries check cargo, and that Drovia's
delegation had then asked for the lock itself as a guarantee.

“That is not negotiating, that is shopping,” he said.

Foreign Minister Darina Shchuko later gave a lower figure than the president's, telling parliament that her ministry
counted 6,500 Drovian personnel at the canal “as of last Friday”. Asked about the difference, a spokeswoman said the
two numbers had been taken on different days and did not contradict one another.

The Drovian embassy in Port Ansel dismissed the interview as theatre. “Mr Zhalynsky has an election in the autumn
and a canal in the spring,” it said in a statement.

In Korvin itself the talk on Tuesday was of diesel, not diplomacy. Vera Stetska, who manages the canal, said the
emergency pumps had fuel for nineteen days; the mayor's office thought it was “nearer two weeks”. Skippers waiting
below the dam said that they had stopped listening to either of them and were watching the waterline.

The next round of technical consultations, on dredging alone, is planned for March 24 in the neutral port of
Saltmarsh. Officials on both sides said they did not expect the question of the lock to be raised there.
""",
    ),
    Article(
        outlet="northline",
        slug="president-canal-tap-in-our-kitchen",
        story="canal-interview",
        title="‘The tap in our kitchen’: Zhalynsky digs in over canal",
        published="2026-03-10T09:15:47+00:00",
        copy_of="meridian-wire/zhalynsky-canal-interview",
        credit="(Our desk wrote the headline above; everything below it came down the agency feed as you see it.)",
        credit_place="aside",
        byline="Northline with agencies",
        section="world",
    ),
    Article(
        outlet="harbour-post",
        slug="zhalinsky-interview-canal",
        story="canal-interview",
        title="Zhalinsky wants Aldmere's turbines and offers buoys in return",
        published="2026-03-10T11:03:29+00:00",
        deck="The Orvenian president names his price for closer ties and invites the prime minister over",
        authors=("Nadia Ferrant", "Colm Osei-Bright"),
        section="world",
        body="""
Ostap Zhalinsky, the president of Orvenia, would like to swap underwater listening buoys for pumping turbines made a
few miles from this newspaper's office, and he would like Imogen Tarrant to shake hands on it in person.

The offer came in a long conversation with the Halden agency, most of which was about the Lenna Canal and the
Drovian camps on its northern bank. Mr Zhalinsky said some 8,000 Drovian troops were stationed there. Drovia insists
that there are 2,000 of them and that they are repairmen.

“We know how to hear a rowing boat at night from four kilometres,” he said of the buoys, which went into service in
2024. “Your country knows how to move a river uphill. It seems to me we should talk.”

The Kestrel turbines are assembled at Brightwater and Gull Point. Neither yard would comment on Tuesday, though a
manager at Brightwater, who asked not to be named, told the Harbour Post that the order book was full until the
spring of 2028. “Presidents can queue like everybody else,” the manager said.

Defence Secretary Giles Okoro-Wren said there was “no obstacle in principle” to selling civilian pumps. The
opposition was less relaxed. Hester Quill, who speaks for the Reform Liberals on foreign affairs, said the
government should publish legal advice before “a single bolt” left the country.

Ms Tarrant has not visited Dalmin since taking office in 2023. Asked on the steps of the Assembly whether she would
go, she said: “I like canals.”

Analysts were divided on the president's figures. Tomas Reeve of the Institute for Strait Studies said its own count
of “between 7,000 and 9,000” was consistent with what Mr Zhalinsky had said, but warned that satellite pictures show
beds rather than people. ‘If you count tents you get soldiers,’ he said. ‘If you count boots you may get fewer.’
""",
    ),
    Article(
        outlet="dalmin-herald",
        slug="zhalynskyi-halden-interview",
        story="canal-interview",
        title="President Zhalynskyi: the lock stays, and the door is open",
        published="2026-03-10T07:58:06+00:00",
        authors=("Lesia Marchuk-Dane",),
        section="politics",
        body="""
President Ostap Zhalynskyi said on Tuesday that Orvenia would keep the Korvin lock “today, on the day of any
agreement and on the day after it”, and repeated that he was ready to meet Chancellor Radim Kolgan of Drovia without
conditions.

The remarks, made to correspondents of the Halden agency in the winter garden of the presidential office, were his
first detailed comments on the canal since the negotiations in Saltmarsh collapsed on 29 January.

"I was asked whether I am tired," the president said. "I am the son of a lock-keeper. In our house being tired was a
thing for people who lived upstream."

## What he said about numbers

According to Zhalynskyi, about eight thousand Drovian personnel are now on the northern bank. The Foreign Ministry,
in a written answer to deputies the same afternoon, spoke of 6,500. Parliament's defence committee has been working
with a third figure, 7,200, its chairman Ivo Stanchak told the Herald, adding: "Everybody counts on a different day
and then everybody is offended."

Tolm has not changed its version. There are two thousand specialists at the canal, a spokesman for the chancellor
said again on Tuesday, "and not one more than the flood requires".

## What he said about Aldmere

The president confirmed that a formal request for 36 Kestrel turbines was sent to Port Ansel in the last week of
February. He described Prime Minister Imogen Tarrant as a person "who reads the documents to the end", and said that
he hoped to welcome her in Dalmin before the summer.

A diplomat from Aldmere, who spoke on condition of anonymity, said a visit in May was "being looked at", but that
dates had not been discussed.

The full text of the interview was to be released by the agency later this week.
""",
    ),
    Article(
        outlet="novy-prichal",
        slug="intervyu-zhalinskogo",
        story="canal-interview",
        title="Жалинский: Корвинский шлюз не отдадим ни при каком договоре",
        published="2026-03-10T08:20:00+00:00",
        authors=("Марта Ильенко",),
        section="politics",
        body="""
Президент Орвении Остап Жалинский заявил, что страна не отведёт пограничную службу от Корвинского шлюза, даже если
это станет условием мира с Дровией. Об этом он сказал в интервью агентству «Халден», которое вышло во вторник, 10
марта.

По словам главы государства, с декабря на северный берег Леннского канала переброшено около восьми тысяч человек в
форме. «Приезжают инженерами, а маршируют пехотой. Я ничего не имею против инженеров, но хотел бы увидеть хоть
одного с гаечным ключом», — сказал Жалинский.

В Тольме эти данные отвергают. Представитель канцлера Радима Колгана уверяет, что на канале работают «примерно две
тысячи специалистов, считая поваров». Портанселский Институт изучения пролива, в свою очередь, насчитал на
спутниковых снимках места для 7–9 тысяч человек.

Позже министр иностранных дел Дарина Щуко назвала депутатам ещё одну цифру — 6,5 тысячи. В ведомстве пояснили, что
речь идёт о данных на прошлую пятницу и противоречия с оценкой президента нет.

Жалинский также пригласил в Дальмин премьер-министра Олдмира Имоджен Таррант. Он рассчитывает получить турбины
«Кестрел» и готов поделиться акустическими буями, которые отслеживают малые суда на мелководье. «Наши инженеры давно
на ты, министры медленнее. Хочу сесть за стол с госпожой премьер-министром и сэкономить всем на марках», — отметил
президент.

Как сообщает «Халден», отдельный вопрос касался зерна. В 2025 году через шлюз прошло 3,4 млн тонн против 5,1 млн
годом ранее. Жалинский назвал проверки барж «блокадой с планшетами».

Технические консультации, на которых стороны обсудят только дноуглубление, намечены на 24 марта.
""",
    ),
    Article(
        outlet="svodka24",
        slug="zhalinskiy-kanal",
        story="canal-interview",
        title="Президент Орвении рассказал, сколько дровийских военных стоит у канала",
        published="2026-03-10T07:11:52+00:00",
        body="""
У Леннского канала находятся 8 тысяч дровийских военнослужащих, заявил президент Орвении Остап Жалинский агентству
Halden.

«Это не ремонтная бригада, это две бригады», — подчеркнул он.

Ранее официальный Тольм сообщал о двух тысячах специалистов, которые устраняют последствия паводка. МИД Орвении
утром оценивал группировку в 6500 человек.

Кроме того, Жалинский объявил, что ждёт в Дальмине главу правительства Олдмира Имоджен Тэррант. Дату визита он не
назвал, уточнив лишь, что готов встретиться «на любом причале и при любой воде».

Посольство Дровии в Порт-Ансел назвало интервью спектаклем.
""",
    ),
    Article(
        outlet="vestnik-dalmina",
        slug="shlyuz-i-vybory",
        story="canal-interview",
        title="После интервью Жалинского в Корвине пересчитали баржи",
        published="2026-03-11T06:30:00+00:00",
        authors=("Глеб Остапчук",),
        section="city",
        body="""
Вчерашнее интервью президента агентству «Халден Ньюс» в самом Корвине обсуждали не столько из-за политики, сколько
из-за очереди. К утру среды у шлюза стояли 47 барж, рассказал «Вестнику» диспетчер Фёдор Лучко. Начальник канала
Вера Стецкая называет другое число — 39, а суда, которые ждут ниже плотины, просит не считать.

«Президент сказал: шесть дней. Я стою девятый, — говорит шкипер Богдан Ярема. — У меня восемьсот тонн ячменя, и он
уже пахнет пивом».

Остап Жалинский в беседе с журналистами заявил, что Дровия держит у канала восемь тысяч человек и что шлюз останется
орвенским «сегодня, в день соглашения и на следующий день после него». Дровийская сторона, как и прежде, говорит о
двух тысячах ремонтников.

Глава МИД Дарина Щуко, выступая в парламенте, привела третью оценку: шесть с половиной тысяч. Депутат Иво Станчак,
возглавляющий комитет по обороне, исходит из 7200. «Все считают в разные дни, а потом все обижаются», — сказал он.

В мэрии Корвина от оценок уклонились. Заместитель мэра Анна Гриб сообщила лишь, что город выделил шкиперам горячее
питание и два душевых вагончика. По её словам, с начала недели выдано 1120 обедов.

Напомним, переговоры о совместном управлении каналом прервались 29 января. Следующая встреча, на которой речь пойдёт
только о дноуглублении, должна пройти 24 марта в Солтмарше.
""",
    ),
    Article(
        outlet="slovo-uzberezhzhia",
        slug="zhalynskyi-shliuz",
        story="canal-interview",
        title="Жалинський – про шлюз: «Це кран на нашій кухні»",
        published="2026-03-10T08:44:31+00:00",
        authors=("Оксана Дзвінка",),
        section="polityka",
        body="""
Орвенія не віддасть Корвінський шлюз за жодних умов, заявив президент Остап Жалинський в інтерв'ю агентству
«Гальден», яке опублікували у вівторок.

«Це кран на нашій кухні. Сусід може просити води, і ми наллємо. Але сусід просить кран», – сказав глава держави.

За його словами, від грудня Дровія перекинула на північний берег Леннського каналу близько 8 тисяч людей в
однострої. Офіційний Тольм визнає дві тисячі й називає їх ремонтниками. Інститут вивчення протоки в Порт-Анселі за
знімками з супутників оцінює кількість місць у таборах у 7–9 тисяч.

Того ж дня міністерка закордонних справ Дарина Щуко повідомила депутатам про 6,5 тисячі осіб. У міністерстві
розбіжність пояснили тим, що дані збирали в різні дні.

Окремо президент звернувся до Олдміру. Він запросив прем'єр-міністерку Імоджен Таррант до Дальміна та запропонував
обмін: акустичні буї, що чують малі судна на мілководді, – за насосні турбіни «Кестрел». Як уточнили в Офісі
президента, запит на 36 турбін надіслали ще наприкінці лютого.

„Зустрінуся на будь-якому причалі й за будь-якої води“, – наголосив Жалинський.

За даними міністерства транспорту, торік через шлюз пройшло 3,4 млн тонн зерна, позаторік – 5,1 млн. Баржа, яка 2024
року чекала шість годин, тепер чекає шість діб, сказав президент.
""",
    ),
    Article(
        outlet="pryplyv",
        slug="interviu-halden",
        story="canal-interview",
        title="Що сказав президент агентству Halden і чого не сказав",
        published="2026-03-10T12:26:09+00:00",
        deck="П'ять тез інтерв'ю і три питання, на які відповіді досі немає",
        authors=("Северин Кулик",),
        section="polityka",
        body="""
Розмова Остапа Жалинського з журналістами агентства Halden тривала годину двадцять. У тексті, який вийшов 10
березня, її вистачило на одинадцять сторінок. Ми прочитали всі.

## Тези

Перше: шлюз у Корвіні залишається під контролем Орвенії. «Сьогодні, у день угоди й наступного дня після неї», –
цитує президента агентство.

Друге: на північному березі каналу, за оцінкою Жалинського, перебуває близько восьми тисяч дровійських військових.
Канцлер Радим Колган наполягає на двох тисячах фахівців. Міністерка Дарина Щуко говорить про 6500, голова оборонного
комітету Іво Станчак – про 7200.

Третє: президент чекає в гості Імоджен Таррант. Посадовець з уряду Олдміру на умовах анонімності сказав «Припливу»,
що візит у травні "розглядають, але ще не планують".

Четверте: за турбіни Орвенія готова платити буями. П'яте: зерно гниє, і це, на думку президента, не випадковість, а
«блокада з планшетами».

## Питання

Хто платить за охорону каналу, в інтерв'ю не йдеться. Скільки коштують 36 турбін – також. І нарешті, президент не
відповів, чи балотуватиметься восени. «Я син шлюзника, я дивлюся на воду, а не на рейтинги», – сказав він.

Політологиня Віра Ганжа вважає цю відповідь ствердною. «Син шлюзника – це вже гасло», – зауважила вона в коментарі
нашому виданню.
""",
    ),
)
