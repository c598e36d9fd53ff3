"""Prompts read as briefs."""

from __future__ import annotations

import pytest

from jaxdesign.brief.prices import price_rows
from jaxdesign.brief.prompt import read_prompt, understood
from jaxdesign.errors import InputError

Read = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ('"Jazz Night", vintage, 12 June', [("headline", "Jazz Night"), ("subheading", "12 June")]),
        (
            "„Sommerfest im Garten“, 21. Juni 2025, 19 Uhr, Eintritt 5 €",
            [("headline", "Sommerfest im Garten"), ("subheading", "21. Juni 2025"), ("subheading", "19 Uhr"),
             ("subheading", "Eintritt 5 €")],
        ),
        ("«Fête de la musique», 3 août, 20h", [("headline", "Fête de la musique"), ("subheading", "3 août"), ("subheading", "20h")]),
        ("“Mercado de otoño”, 4 de octubre, 10:30", [("headline", "Mercado de otoño"), ("subheading", "4 de octubre"), ("subheading", "10:30")]),
        (
            '"Spring sale" "All shoes from $29.90" "Shop now"',
            [("headline", "Spring sale"), ("subheading", "All shoes from $29.90"), ("button", "Shop now")],
        ),
        ('"Open day", www.mill.org', [("headline", "Open day"), ("caption", "www.mill.org")]),
        ('"Open day", hello@mill.org', [("headline", "Open day"), ("caption", "hello@mill.org")]),
        ("flyer for a bread market, join us, 2025-06-12", [("headline", "Bread market"), ("button", "Join us"), ("subheading", "2025-06-12")]),
    ],
)  # fmt: skip
def test_texts_and_their_roles(prompt: str, texts: Read) -> None:
    assert [(text.role, text.text) for text in read_prompt(prompt).texts] == texts


def test_a_long_text_is_body() -> None:
    words = "Bread, music and a market with everything that grows within a day's ride"
    assert [(text.role, text.text) for text in read_prompt(f'"Fair" "{words}"').texts][1] == ("body", words)


@pytest.mark.parametrize(
    ("prompt", "formats"),
    [
        ('"Jazz"', ("poster",)),
        ('instagram story "Jazz"', ("instagram-story",)),
        ('an instagram post: "Jazz"', ("instagram-post",)),
        ('business cards for "Jazz"', ("business-card",)),
        ('A5 flyer "Jazz"', ("flyer-a5",)),
        ('"Jazz", slide', ("slide",)),
    ],
)
def test_formats(prompt: str, formats: tuple[str, ...]) -> None:
    found = read_prompt(prompt)
    assert found.formats == formats
    assert [text.text for text in found.texts] == ["Jazz"]


@pytest.mark.parametrize(
    ("prompt", "format_", "texts"),
    [
        ('product launch slide: "Aero 2", lighter', "slide", ["Product launch", "Aero 2", "Lighter"]),
        ("title slide: Quarterly review, Q3 2026", "slide", ["Quarterly review", "Q3 2026"]),
        ('pitch deck slide "Why now?"', "slide", ["Why now?"]),
        ("email header: summer sale", "banner", ["Summer sale"]),
        ("A3 movie night poster: Amélie, Friday 9 pm", "poster-a3", ["Movie night", "Amélie", "Friday 9 pm"]),
        ('podcast cover "Slow Radio"', "instagram-post", ["Slow Radio"]),
        ("open graph card: How we build", "og-card", ["How we build"]),
        ("recipe card: lemon tart, 3 eggs", "flyer-a6", ["Lemon tart", "3 eggs"]),
        ('webinar banner: "Grow faster", 12 May', "banner", ["Webinar", "Grow faster", "12 May"]),
    ],
)
def test_formats_before_colons(prompt: str, format_: str, texts: list[str]) -> None:
    found = read_prompt(prompt)
    assert found.formats == (format_,)
    assert [text.text for text in found.texts] == texts


def test_what_counts_the_things_of_a_list_is_no_item() -> None:
    found = read_prompt('slide "Why now?" three reasons: cheaper sensors, open data, new regulation')
    assert [text.text for text in found.texts][:3] == ["Three reasons", "Why now?", "Cheaper sensors"]


def test_rows_of_a_timetable_are_alike() -> None:
    found = read_prompt("Yoga week, Monday 8:00 Vinyasa, Tuesday 18:30 Yin, Friday 19:00 Restorative")
    assert [text.role for text in found.texts] == ["headline", "label", "label", "label"]


def test_a_format_inside_quotes_is_a_text() -> None:
    found = read_prompt('"My story", poster')
    assert found.formats == ("poster",)
    assert [text.text for text in found.texts] == ["My story"]


@pytest.mark.parametrize(
    ("mood", "styles", "tone"),
    [
        ("vintage, dark", ("vintage", "dark"), None),
        ("minimalist and calm", ("minimal",), 0.2),
        ("loud, fun", ("bold", "playful"), 0.8),
        ("bold and elegant", ("bold", "elegant"), 0.5),
        ("retro vintage", ("vintage",), None),
    ],
)
def test_styles_and_tone(mood: str, styles: tuple[str, ...], tone: float | None) -> None:
    found = read_prompt(f'"Jazz Night", {mood}')
    assert found.styles == styles
    assert found.tone == pytest.approx(tone)
    assert [text.text for text in found.texts] == ["Jazz Night"]


def test_the_goal_is_read_from_the_words() -> None:
    assert read_prompt('"Summer sale, 30% off everything"').goal == "sale"
    assert read_prompt('"We are hiring a baker", apply now').goal == "recruitment"


def test_the_theme_is_the_prompt_on_one_line() -> None:
    assert read_prompt('"Jazz"\n  in   the cellar').theme == '"Jazz" in the cellar'


@pytest.mark.parametrize("prompt", ["", "   \n"])
def test_an_empty_prompt(prompt: str) -> None:
    with pytest.raises(InputError, match="the prompt is empty"):
        read_prompt(prompt)


@pytest.mark.parametrize("prompt", ["a minimal poster", "please make a design", '""'])
def test_a_prompt_that_names_no_words(prompt: str) -> None:
    with pytest.raises(InputError, match="names no words to set"):
        read_prompt(prompt)


def test_more_texts_than_a_brief_holds_are_refused() -> None:
    found = read_prompt(", ".join(f'"Text number {i} of a long prompt"' for i in range(24)))
    assert len(found.texts) == 24
    assert len(found.theme) == 400
    with pytest.raises(InputError, match="60 texts; at most 24"):
        read_prompt(", ".join(f'"Text number {i}"' for i in range(60)))


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        (
            "cosy autumn book fair in Leipzig, 4 October, free entry, handmade feeling",
            ["Autumn book fair", "Leipzig", "4 October", "Free entry"],
        ),
        (
            "Make a poster for a jazz concert at the Blue Note on 14 March at 8 pm, tickets from $20",
            ["Jazz concert", "14 March at 8 pm", "Blue Note", "Tickets from $20"],
        ),
        (
            "Einladung zum Sommerfest am 5. Juli um 15 Uhr im Stadtpark, bunt und fröhlich",
            ["Einladung zum Sommerfest", "5. Juli um 15 Uhr", "Stadtpark"],
        ),
        (
            "affiche concert de rock, énergique, rouge et noir, 14 mai, Le Zénith, 25 €",
            ["Concert de rock", "14 mai", "Le Zénith", "25 €"],
        ),
        ("poster for a bakery opening, with soft pastel colours", ["Bakery opening"]),
        ("Rommelmarkt op zaterdag 3 mei van 10:00 tot 16:00 in Utrecht",
         ["Rommelmarkt", "Zaterdag 3 mei van 10:00 tot 16:00", "Utrecht"]),
        ("cartel minimalista para una exposición en Madrid, 3 de mayo", ["Exposición", "Madrid", "3 de mayo"]),
        ("Cartaz para festa junina, 24 de junho", ["Festa junina", "24 de junho"]),
        ("Concert samedi 3 mai à 20h30 à Paris", ["Concert", "Samedi 3 mai à 20h30", "Paris"]),
        ("Cake sale on Sat 12 Jul at 2pm", ["Cake sale", "Sat 12 Jul at 2pm"]),
        ("AI conference 10-12 June 2026", ["AI conference", "10-12 June 2026"]),
        ("🎤 Karaoke, 7pm at The Blue Note", ["🎤 Karaoke", "7pm", "The Blue Note"]),
        ("Poster that says Happy Birthday", ["Happy Birthday"]),
        ("Please make it bold and modern. Title: Future Now", ["Future Now"]),
        ("Wir brauchen ein Plakat für das Sommerfest", ["Sommerfest"]),
        ('"Bake sale", village hall, saturday 10am, free tea and cake',
         ["Bake sale", "Village hall", "Saturday 10am", "Free tea and cake"]),
        ("Tech conference 2026, dark, futuristic, Berlin", ["Tech conference 2026", "Berlin"]),
        ("Flohmarkt im Hinterhof, Sonntag 12. Mai 10-16 Uhr", ["Flohmarkt im Hinterhof", "Sonntag 12. Mai 10-16 Uhr"]),
        ("perfume launch, 'Noir', 20% off until Sunday", ["Perfume launch", "Noir", "20% off until Sunday"]),
    ],
)  # fmt: skip
def test_mood_dates_and_places_of_a_plain_prompt(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


@pytest.mark.parametrize(
    "name",
    ["Alice in Wonderland", "Dark Matter exhibition", "Black Friday", "Festival of light", "Rock 'n' roll bingo",
     "Golden Hour yoga", "The Anchor", "Make love not war", "We are open", "A star is born", "Men in Black",
     "The Lady in red", "Die lange Nacht der Museen", "Story time at the library", "Square dance", "No smoking",
     "Letter writing workshop", "White party", "Photo exhibition", "Picture framing workshop", "Gym open 24/7",
     "Espresso 2.50 €", "Marathon of 26.2 miles through Oslo", "Viola Rosa", "A new look for spring",
     "Dr. Oetker baking day", "MINIMAL TECHNO", "Book club meeting", '5" pizza and 7" records', "Pizza €9,50",
     "Early bird tickets €199.00 until 1 March"],
)  # fmt: skip
def test_names_are_left_whole(name: str) -> None:
    found = read_prompt(f"{name}, bold")
    assert [(text.role, text.text) for text in found.texts] == [("headline", name)]


def test_words_of_every_day_name_formats_only_where_they_are_asked_for() -> None:
    assert read_prompt("Our story, our people").formats == ("poster",)
    assert read_prompt("a bold story for our summer sale").formats == ("story",)
    assert read_prompt('"Hello", square').formats == ("square",)


@pytest.mark.parametrize(
    "prompt", ["»Der Prozess«", "„Der Prozess“", "‚Der Prozess‘", "«Der Prozess»", "'Der Prozess'"]
)
def test_quotes_of_several_kinds(prompt: str) -> None:
    found = read_prompt(f"Lesung {prompt}, 20 Uhr")
    assert [(text.role, text.text) for text in found.texts] == [
        ("label", "Lesung"),
        ("headline", "Der Prozess"),
        ("subheading", "20 Uhr"),
    ]


def test_an_apostrophe_ends_no_quote() -> None:
    assert read_prompt("poster for 'Don't Stop', 9pm").texts[0].text == "Don't Stop"


def test_a_text_that_is_too_long() -> None:
    with pytest.raises(InputError, match="has 2500 characters; at most 2000 fit"):
        read_prompt("x" * 2500)


def test_empty_quotes_are_no_text() -> None:
    assert [text.text for text in read_prompt('"  " "Hello"').texts] == ["Hello"]


def test_long_odd_prompts_are_read() -> None:
    for odd in (" " * 4000 + "!", "a " * 900, "12 " * 600, ", " * 2000, "on " * 600, "Mon " * 450):
        found = understood(odd)
        assert found["theme"] == " ".join(odd.split())[:400]
        assert len(found["texts"]) <= 24


@pytest.mark.parametrize(
    ("words", "palette"),
    [
        ("black and gold", ("#141414", "#c9a227")),
        ("rot und gelb", ("#d62828", "#ffcf33")),
        ("sage green and cream", ("#a3b18a", "#e8dcc4")),
        ("in navy", ("#14213d",)),
        ("black", ()),
        ("warm", ()),
    ],
)
def test_words_for_colours_make_the_palette(words: str, palette: tuple[str, ...]) -> None:
    found = read_prompt(f'"Jazz Night", {words}')
    assert found.brand.palette == palette
    assert [text.text for text in found.texts] == ["Jazz Night"]


def test_dark_and_light_make_a_colour_so() -> None:
    (plain,), (dark,), (light,) = (
        read_prompt(f'"Jazz", {words}').brand.palette for words in ("blue", "dark blue", "light blue")
    )
    assert dark < plain < light
    assert read_prompt('"Jazz", dark blue').styles == ()
    assert read_prompt('"Jazz", azul oscuro').brand.palette == (dark,)


def test_black_alone_is_a_style() -> None:
    assert read_prompt('"Jazz", schwarz').styles == ("dark",)


@pytest.mark.parametrize(
    ("prompt", "above", "headline"),
    [
        ('minimalist poster for a ceramics exhibition "Slow Hands"', "Ceramics exhibition", "Slow Hands"),
        ('tech conference banner "Edge 2027", Berlin', "Tech conference", "Edge 2027"),
        ('dark techno club night "VOID" with DJ Mara', "Techno club night", "VOID"),
        ('lost cat "Mimi", grey tabby', "Lost cat", "Mimi"),
        ("Plakat für eine Lesung „Der Prozess“", "Lesung", "Der Prozess"),
        ("birthday party invitation for Leo turning 6", "Birthday party", "Leo turning 6"),
        ("wedding invitation for Anna and Tom, 3 May", "Wedding", "Anna and Tom"),
        ("save the date Emma & Jonas 21.06.2027", "Save the date", "Emma & Jonas"),
        ('a poster for our school play "Hamlet"', "School play", "Hamlet"),
        ("coming soon: Nordlicht Bar", "Coming soon", "Nordlicht Bar"),
        ("story for a yoga studio: new morning classes", "Yoga studio", "New morning classes"),
        ("birthday party invitation: Leo turns 6!", "Birthday party invitation", "Leo turns 6!"),
        ("hiring: senior product designer, remote", "Hiring", "Senior product designer"),
        ("we're hiring! front-end engineer, Lisbon", "We're hiring", "Front-end engineer"),
        ('annual report cover "A year of growth"', "Annual report", "A year of growth"),
    ],
)
def test_what_something_is_stands_above_its_name(prompt: str, above: str, headline: str) -> None:
    first, second = read_prompt(prompt).texts[:2]
    assert (first.role, first.text) == ("label", above)
    assert (second.role, second.text) == ("headline", headline)


@pytest.mark.parametrize(
    "prompt",
    [
        'a stunning poster "NOISE"',
        'bold typographic poster "NOISE"',
        'quote card "NOISE"',
        'poster for students "NOISE"',
        '"NOISE", dinosaurs',
        'vintage, dark, "NOISE"',
        'flyer titled "NOISE"',
        'poster that says "NOISE"',
        "Plakat mit dem Text „NOISE“",
        'it is called "NOISE"',
        'noise poster card "NOISE"',
    ],
)
def test_words_for_the_design_itself_are_not_set(prompt: str) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == ["NOISE"]


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("20% off all winter coats this weekend only at Nordholm",
         ["20% off all winter coats", "This weekend only", "Nordholm"]),
        ("farmers market every Sunday 9-13, Old Town Square, fresh bread, cheese, honey",
         ["Farmers market", "Every Sunday 9-13", "Old Town Square", "Fresh bread, cheese, honey"]),
        ("weekly specials: Mon ramen 9.50, Tue curry 8.90",
         ["Weekly specials", "Mon ramen 9.50", "Tue curry 8.90"]),
        ("yoga, new classes from 7 am", ["Yoga", "New classes from 7 am"]),
        ("Dune: Part Two, bold", ["Dune: Part Two"]),
        ("black friday sale up to 70% off everything, shop now",
         ["Black friday sale", "Up to 70% off everything", "Shop now"]),
        ("Q3 results, revenue up 12%", ["Q3 results", "Revenue up 12%"]),
        ("winter sale 20% off boots", ["Winter sale", "20% off boots"]),
        ("Get 20% off everything", ["Get 20% off everything"]),
        ("Salon du livre, 12 et 13 avril", ["Salon du livre", "12 et 13 avril"]),
        ("Festival de cine, del 3 al 9 de octubre", ["Festival de cine", "Del 3 al 9 de octubre"]),
        ("now hiring, email jobs@bluecup.com", ["Now hiring", "Email jobs@bluecup.com"]),
        ("menu poster for ramen bar Kaze: shoyu 12 €, miso 13 €",
         ["Menu", "Ramen bar Kaze", "Shoyu 12 €", "Miso 13 €"]),
        ("Pirates, comic fair", ["Pirates", "Comic fair"]),
        ("Pet shop, dogs, cats, fish, reptiles", ["Pet shop", "Dogs, cats, fish, reptiles"]),
        ("Band night, Foxes, 9pm", ["Band night", "Foxes", "9pm"]),
        ("flyer for a bakery: bread, cakes, coffee", ["Bakery", "Bread, cakes, coffee"]),
        ("Poster for the film Dune: Part Two", ["Film", "Dune: Part Two"]),
        ("Save the date 14 September, Anna and Tom", ["Save the date", "14 September", "Anna and Tom"]),
        ("Gift card, 50 €", ["Gift card", "50 €"]),
        ("Shoes up to 50% off", ["Shoes", "Up to 50% off"]),
        ("Members get 20% off", ["Members get 20% off"]),
        ("Kaffee und Kuchen -50 %", ["Kaffee und Kuchen", "-50 %"]),
        ("Jazz, in Concert", ["Jazz", "In Concert"]),
        ('"Slow Hands" at Kunsthalle Basel', ["Slow Hands", "Kunsthalle Basel"]),
        ('"Art" in colour', ["Art"]),
        ("linkedin post: 5 tips for better meetings: start on time, share an agenda, keep it short",
         ["5 tips for better meetings", "Start on time", "Share an agenda", "Keep it short"]),
        ("pool rules: no running, no diving, shower first",
         ["Pool rules", "No running", "No diving", "Shower first"]),
        ("minimal business card Jonas Lind architect jonas@lind.se +46 70 123 45 67",
         ["Jonas Lind", "Architect", "jonas@lind.se", "+46 70 123 45 67"]),
        ("Jonas Lind plays Bach, poster", ["Jonas Lind plays Bach"]),
        ("business card Maria van der Berg fotograaf", ["Maria van der Berg", "Fotograaf"]),
        ("business card Anna Maria Lopez de Vega, abogada", ["Anna Maria Lopez de Vega", "Abogada"]),
        ("Anna Weber (anna@web.de), Berlin", ["Anna Weber", "anna@web.de", "Berlin"]),
        ("Reservas en reservas@bar.es", ["Reservas en reservas@bar.es"]),
        ("Reach us hello@yoga.com or 555 1234", ["Reach us hello@yoga.com or 555 1234"]),
        ("Party, DJs: Anna, Ben, Carl, Club Neon", ["Party", "DJs: Anna, Ben, Carl", "Club Neon"]),
        ("Seminar, speakers: Dr. Anna Kohl, Hotel Adler, Berlin",
         ["Seminar", "Speakers: Dr. Anna Kohl", "Hotel Adler", "Berlin"]),
        ("Konzert, mit Anna Weber, Eintritt frei", ["Konzert", "Anna Weber", "Eintritt frei"]),
        ("Green Party: Vote Anna Weber", ["Green Party: Vote Anna Weber"]),
        ("Volunteers wanted, write to help@shelter.org", ["Volunteers wanted", "Write to help@shelter.org"]),
        ("Open day hello@mill.org", ["Open day", "hello@mill.org"]),
        ("We are hiring baristas, Cafe Nord", ["We are hiring baristas", "Cafe Nord"]),
        ("Night market, line-up: The Waves, Luna, Cosmo, tickets at sunset.fm",
         ["Night market", "Line-up: The Waves, Luna, Cosmo", "Tickets at sunset.fm"]),
        ("Jazz, featuring Ella Lane, 9 pm", ["Jazz", "Featuring Ella Lane", "9 pm"]),
        ('"Still I rise" quote by Maya Angelou', ["Still I rise", "Maya Angelou"]),
        ('quote by Maya Angelou: "Still I rise"', ["Still I rise", "Maya Angelou"]),
        ("lost cat flyer: Milo, grey tabby, call 555-0117",
         ["Lost cat", "Milo", "Grey tabby", "Call 555-0117"]),
        ("tech conference poster: Future of AI, 3-5 March", ["Tech conference", "Future of AI", "3-5 March"]),
        ("red and gold wedding invitation card: Ana & Leo, 4 June", ["Wedding", "Ana & Leo", "4 June"]),
        ("quote poster: stay hungry, stay foolish", ["Stay hungry", "Stay foolish"]),
        ("minimal event poster: Silence, 3 May", ["Silence", "3 May"]),
        ('navy and gold poster for ceramics exhibition "Slow Hands"', ["Ceramics exhibition", "Slow Hands"]),
        ('poster for the ceramics exhibition "Slow Hands"', ["Ceramics exhibition", "Slow Hands"]),
        ('"Jazz Night", navy and gold poster, elegant, 50x70 cm', ["Jazz Night"]),
        ("Folie à Deux, a film", ["Folie à Deux", "A film"]),
        ("Book cover design workshop, 5 June", ["Book cover design workshop", "5 June"]),
        ("Make a thank you card for Mrs Smith", ["Thank you", "Mrs Smith"]),
        ("large poster for Coldplay", ["Coldplay"]),
        ("A5 big red flyer for Pizza Palace", ["Pizza Palace"]),
        ("großes Plakat für Sommerfest Köln", ["Sommerfest Köln"]),
        ("Black Friday poster: 50% off", ["Black Friday", "50% off"]),
        ("Fresh Fish flyer, every Friday", ["Fresh Fish", "Every Friday"]),
        ("Jazz Night, Friday 20:30 at Blue Note", ["Jazz Night", "Friday 20:30", "Blue Note"]),
        ("Christmas party poster: December 24, Town Hall", ["Christmas party", "December 24", "Town Hall"]),
        ("Monday, a novel by Ann Lee", ["Monday", "A novel by Ann Lee"]),
        ("A Man Called Ove, a film", ["A Man Called Ove", "A film"]),
        ("the so called Freedom Day", ["The so called Freedom Day"]),
        ('Poster "Jazz" - dark, moody, blue', ["Jazz"]),
        ('"Be kind": calm pastel look', ["Be kind"]),
        ("Sommerfest, notice: bring your own chairs", ["Sommerfest", "Notice: bring your own chairs"]),
        ("Zodiac sign: Leo", ["Zodiac sign: Leo"]),
        ("poster for Our Town, a play", ["Our Town", "A play"]),
        ("MAKE A POSTER FOR THE SUMMER SALE", ["SUMMER SALE"]),
        ("Lost and Found: a new album by The Doors", ["Lost and Found: a new album by The Doors"]),
        ("Flyer for lost cat: Milo, grey tabby", ["Lost cat", "Milo", "Grey tabby"]),
        ("jazz night poster for a club, 5 May", ["Jazz night", "5 May"]),
        ("summer sale banner for our shop, 50% off", ["Summer sale", "50% off"]),
        ("Flyer for a dog walking service called Happy Paws", ["Dog walking service", "Happy Paws"]),
        ("retirement party flyer for Bob, Friday 5pm", ["Retirement party", "Bob", "Friday 5pm"]),
        ("yard sale sign: Saturday 8am, 12 Elm Street", ["Yard sale", "Saturday 8am", "12 Elm Street"]),
        ("class schedule: Mon HIIT 7:00, Wed Yoga 18:00", ["Class schedule", "Mon HIIT 7:00", "Wed Yoga 18:00"]),
        ("Salsa night, free class at 8pm", ["Salsa night", "Free class at 8pm"]),
        ('slide "Our mission": make clean water affordable by 2030',
         ["Our mission", "Make clean water affordable by 2030"]),
        ("job ad: we're hiring a barista, full time", ["We're hiring a barista", "Full time"]),
        ("20 & 21 June, Summer Fair, Town Hall", ["Summer Fair", "20 & 21 June", "Town Hall"]),
        ("school play: A Midsummer Night's Dream, 14 & 15 May, 7 pm",
         ["School play", "A Midsummer Night's Dream", "14 & 15 May", "7 pm"]),
        ("open day: Saturday 4 May", ["Open day", "Saturday 4 May"]),
        ("slide: our team values, be curious, be kind, own it",
         ["Our team values", "Be curious", "Be kind", "Own it"]),
        ('"Crumb & Co" bakery, fresh bread daily', ["Crumb & Co", "Bakery", "Fresh bread daily"]),
        ('poster "Jazz", dark moody illustration of a saxophone', ["Jazz"]),
        ("Slide: Our roadmap for 2027: Q1 beta launch, Q2 mobile app, Q3 Europe",
         ["Our roadmap for 2027", "Q1 beta launch", "Q2 mobile app", "Q3 Europe"]),
        ("linkedin post about remote work: 3 myths: It kills culture. Nobody works. Careers stall.",
         ["3 myths", "Remote work", "It kills culture", "Nobody works", "Careers stall"]),
        ("story: 24 hours only! free shipping with code SHIP24",
         ["24 hours only!", "Free shipping with code SHIP24"]),
        ("Summer fair, with three bands: The Larks, Old Kiln, Marrow, Town Hall",
         ["Summer fair", "Three bands: The Larks, Old Kiln, Marrow", "Town Hall"]),
        ("gym membership ad, black and yellow: No excuses. Join for €19 a month",
         ["Gym membership", "No excuses", "Join for €19 a month"]),
        ("poster, red and white: Stop the bus", ["Stop the bus"]),
        ("menu for a coffee bar: Espresso 2.50, Filter 3.00, Oat milk +0.40",
         ["Menu", "Coffee bar", "Espresso 2.50", "Filter 3.00", "Oat milk +0.40"]),
        ("certificate of attendance awarded to Tom Reed, First Aid Workshop",
         ["Certificate of attendance", "Tom Reed", "First Aid Workshop"]),
        ("certificate for bakers, red", ["Certificate for bakers"]),
        ("flyer: Garden party, live music Sunday 2-4 pm, The Anchor",
         ["Garden party", "Live music Sunday 2-4 pm", "The Anchor"]),
        ("save the date, Ana & Luis, 12 October 2027", ["Save the date", "Ana & Luis", "12 October 2027"]),
        ("save the date, 12 October 2027", ["Save the date", "12 October 2027"]),
        ("Instagram story for a bakery: croissants fresh at 7, closed Mondays",
         ["Bakery", "Croissants fresh at 7", "Closed Mondays"]),
        ("Presentation slide: Why customers leave: price 42%, service 31%, quality 17%",
         ["Why customers leave", "Price 42%", "Service 31%", "Quality 17%"]),
        ("Email newsletter header for a plant shop, spring edition", ["Plant shop", "Spring edition"]),
    ],
)  # fmt: skip
def test_lists_places_and_moments(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


@pytest.mark.parametrize(
    ("prompt", "format_"),
    [
        ('tech conference banner "Edge"', "banner"),
        ("tech conference banner, Edge 2027", "banner"),
        ('quote card "Less, but better."', "instagram-post"),
        ('greeting card "Hooray"', "flyer-a6"),
        ("Summer Camp banner", "banner"),
        ("music festival story, 3 May", "story"),
        ("a love story, 3 May", "poster"),
        ("The Market Story, by Anna", "poster"),
        ("restaurant week story, 3 May", "story"),
        ('"Less" by Rams, instagram square', "instagram-post"),
        ("email newsletter for our bakery", "email"),
        ('my business banner shop "Edge"', "poster"),
        ("Star-Spangled Banner", "poster"),
    ],
)
def test_a_design_for_something_ends_in_its_format(prompt: str, format_: str) -> None:
    assert read_prompt(prompt).formats == (format_,)


@pytest.mark.parametrize(
    ("prompt", "goal"),
    [
        ("20% off all winter coats", "sale"),
        ("-30 % auf alles, Modehaus Kern", "sale"),
        ('quote card "Less, but better." Dieter Rams', "quote"),
        ('"VOID", Friday 23:00', "event"),
        ('"VOID", Warehouse 9', None),
        ("free quote, roofing", None),
        ("a quote from us, roofing", None),
        ("Cercasi: cameriere, Milano", "recruitment"),
        ('"Less, but better." quote by Dieter Rams', "quote"),
        ("recruitment poster: volunteers wanted, join us", "recruitment"),
        ("Inflation by region, 10 - 20% a year", None),
    ],
)
def test_goals_by_discounts_quotations_and_dates(prompt: str, goal: str | None) -> None:
    assert read_prompt(prompt).goal == goal


def test_amounts_are_labels_where_there_are_several() -> None:
    found = read_prompt("Annual report, revenue €3.4m, 120+ clients")
    assert [(text.role, text.text) for text in found.texts][1:] == [
        ("label", "Revenue €3.4m"),
        ("label", "120+ clients"),
    ]


def test_a_list_of_prices_is_a_list() -> None:
    found = read_prompt("menu poster for ramen bar Kaze: shoyu 12 €, miso 13 €, vegan 12 €")
    assert [text.role for text in found.texts] == ["label", "headline", "label", "label", "label"]


def test_plain_numbers_after_names_are_prices_of_a_list() -> None:
    found = read_prompt("autumn menu: pumpkin soup 8, roast duck 24, apple tart 9, Restaurant Linde")
    assert [text.text for text in found.texts] == [
        "Autumn menu", "Pumpkin soup 8", "Roast duck 24", "Apple tart 9", "Restaurant Linde",
    ]  # fmt: skip


def test_a_look_before_a_list_is_none_of_its_rows() -> None:
    found = read_prompt("coffee bar price list, minimal: espresso 2.50, cappuccino 3.80, filter 3.50")
    assert found.styles == ("minimal",)
    assert [text.text for text in found.texts[1:]] == ["Espresso 2.50", "Cappuccino 3.80", "Filter 3.50"]


def test_a_comma_may_stand_before_the_quote_that_a_part_names() -> None:
    found = read_prompt('flyer for a barber shop, "Sharp & Sons", walk-ins welcome')
    assert [text.text for text in found.texts] == ["Barber shop", "Sharp & Sons", "Walk-ins welcome"]


@pytest.mark.parametrize(
    ("prompt", "form", "texts"),
    [
        (
            'linkedin banner: "We build quiet machines" Brandt',
            "linkedin-banner",
            ["We build quiet machines", "Brandt"],
        ),
        ("facebook cover: Bakery Sonne, fresh bread", "facebook-cover", ["Bakery Sonne", "Fresh bread"]),
        ('leaderboard 728x90: "Fly to Porto"', "leaderboard", ["Fly to Porto"]),
        ('poster 50 x 70 cm, "Quiet Light"', "50x70cm", ["Quiet Light"]),
        ('"Quiet Light" 1080x1350 px, Anna Berg', "1080x1350px", ["Quiet Light", "Anna Berg"]),
        ('"Rally" 4x4 trucks', "poster", ["Rally", "4x4 trucks"]),
        ("poster 50X70 centimetres, Jazz Night", "50x70cm", ["Jazz Night"]),
        ("poster 18x24 inches: Jazz Night", "18x24in", ["Jazz Night"]),
        ("Instagram post 1080x1350 in navy and gold for Jazz Night", "1080x1350", ["Jazz Night"]),
        ("1080x1080 Instagram post, Summer Sale", "instagram-post", ["Summer Sale"]),
        ("Poster, 50x70 cm, Jazz Night", "50x70cm", ["Jazz Night"]),
        ("flyer A5 148x210 mm, Jazz Night", "flyer-a5", ["Jazz Night"]),
        ("Poster 3x3 basketball tournament, 3 May", "poster", ["3x3 basketball tournament", "3 May"]),
        ("Logo 500x500, Acme", "poster", ["Logo 500x500", "Acme"]),
    ],
)
def test_formats_of_networks_and_sizes(prompt: str, form: str, texts: list[str]) -> None:
    found = read_prompt(prompt)
    assert found.formats == (form,)
    assert [text.text for text in found.texts] == texts


@pytest.mark.parametrize(
    ("prompt", "when"),
    [
        ("Garage sale Saturday 9 to 1, 24 Oak Street", "Saturday 9 to 1"),
        ('"Rommelmarkt" zondag van 10 tot 16 uur, Dorpsplein', "Zondag van 10 tot 16 uur"),
        ('"Marché de Noël" vendredi de 20h à 23h, Place du Marché', "Vendredi de 20h à 23h"),
        ("Sprechstunde Montag 9 bis 12 Uhr, Praxis Keller", "Montag 9 bis 12 Uhr"),
    ],
)
def test_hours_from_one_to_another_are_one_text(prompt: str, when: str) -> None:
    assert [text.text for text in read_prompt(prompt).texts][1] == when


def test_what_to_wear_is_no_colour() -> None:
    found = read_prompt('elegant gala "An Evening for the Opera" 12 December, black tie, Grand Hotel')
    assert "Black tie" in [text.text for text in found.texts]


@pytest.mark.parametrize("call", ["Start now", "Try it free", "Donate today", "Discover more", "Contact us"])
def test_more_calls(call: str) -> None:
    assert read_prompt(f'"Never lose a file", {call}').texts[-1].role == "button"


@pytest.mark.parametrize("title", ["See the Light", "Watch the Skies", "Explore the Deep", "Give us Peace"])
def test_titles_are_no_calls(title: str) -> None:
    assert read_prompt(f"The Owls, {title}, new album").texts[1].role != "button"


def test_since_when_and_last_seen_when_stay_with_their_words() -> None:
    found = read_prompt('lost dog "Bruno", last seen 3 May near the station')
    assert found.texts[-1].text == "Last seen 3 May near the station"


def test_a_long_clause_before_a_quote_is_no_line_above_it() -> None:
    clause = "something for my grandmother who turns eighty soon and grows tomatoes"
    found = read_prompt(f'{clause}: "Happy 80th, Oma"')
    assert found.texts[0].role == "headline"
    with pytest.raises(InputError, match="at most 2000 fit"):
        read_prompt("word " * 450 + '"X"')


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("birthday card for my Mum, playful", ["Happy birthday", "Mum"]),
        ("congratulations card for Mia on her graduation", ["Congratulations", "Mia", "On her graduation"]),
        ("thank you cards for the nurses of ward 7", ["Thank you", "Nurses of ward 7"]),
        ("sympathy card", ["Deepest sympathy"]),
        ("Geburtstagskarte für Oma Hilde", ["Alles Gute zum Geburtstag", "Oma Hilde"]),
        ("carte d'anniversaire pour Léa", ["Joyeux anniversaire", "Léa"]),
        ("tarjeta de cumpleaños para mi abuela", ["Feliz cumpleaños", "Abuela"]),
        ("christmas card from the Miller family", ["Merry Christmas", "From the Miller family"]),
        ("birthday card for Anna saying Happy 40th", ["Happy 40th", "Anna"]),
        ("birthday card that says Happy 40th Tom", ["Happy 40th Tom"]),
        ("birthday card: Happy 40th, Tom!", ["Happy 40th", "Tom!"]),
        ("birthday card for Anna in blue and gold", ["Happy birthday", "Anna"]),
        ("funny birthday card with a cat for Lisa", ["Happy birthday", "Lisa"]),
        ("birthday card for Anna on 5 June at 8 pm", ["Happy birthday", "Anna", "On 5 June at 8 pm"]),
        ('birthday card for Sam "Forty, finally"', ["Forty, finally"]),
        ('thank you card for our donors, "Together we did it"', ["Thank you", "Together we did it"]),
    ],
)
def test_cards_say_what_their_occasion_does(prompt: str, texts: list[str]) -> None:
    found = read_prompt(prompt)
    assert [text.text for text in found.texts] == texts
    assert found.formats == ("flyer-a6",)


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("business card for The Baby Card Company", ["The Baby Card Company"]),
        ("instagram post: Christmas card sale, 20% off", ["Christmas card sale", "20% off"]),
        ("baby card game, ages 3+", ["Baby card game", "Ages 3+"]),
        ("Red: A Musical, 5 June at 8 pm", ["Red: A Musical", "5 June at 8 pm"]),
        ("Stop! Look! Listen! Road safety week", ["Stop! Look! Listen! Road safety week"]),
        ("Panic! At The Disco, 3 May", ["Panic! At The Disco", "3 May"]),
        ("Hamilton: Oh! What a night", ["Hamilton: Oh! What a night"]),
        ("Bonne année ! De la part de Paul", ["Bonne année !", "De la part de Paul"]),
        ("Award Dinner for New York", ["Award Dinner for New York"]),
        ("Save the date! Anna & Tom, 4 May", ["Save the date!", "Anna & Tom", "4 May"]),
    ],
)
def test_names_stay_what_they_are(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


def test_a_copy_after_colours_is_set_in_them() -> None:
    found = read_prompt("gym ad, bold, black and yellow: No excuses. Join now")
    assert found.brand.palette == ("#141414", "#ffcf33")
    assert found.styles == ("bold",)
    assert [text.role for text in found.texts] == ["label", "headline", "button"]


def test_whose_work_a_title_is_stands_close_to_it() -> None:
    found = read_prompt('Book cover: "The Salt Road" by Imogen Harrow, a novel')
    assert [(text.role, text.text) for text in found.texts][1] == ("subheading", "By Imogen Harrow")


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("Make me a poster for my band The Rusty Nails playing at the Blue Note on Friday 12 March at 9pm",
         ["The Rusty Nails", "Blue Note", "Friday 12 March at 9pm"]),
        ("can you design a flyer for our school's bake sale? It's on 5 May in the gym, bring a cake",
         ["School bake sale", "5 May", "Gym", "Bring a cake"]),
        ("I'd like a poster for my daughter's ballet recital on May 23rd at 4pm, Lincoln Theater",
         ["Ballet recital", "May 23rd at 4pm", "Lincoln Theater"]),
        ("announce that our shop is closed from 24 to 26 December", ["Our shop is closed", "From 24 to 26 December"]),
        ("a poster to recruit volunteers for a beach cleanup, Sept 12 10am",
         ["Volunteers for a beach cleanup", "Sept 12 10am"]),
        ("instagram post announcing our new oat milk latte, only in November",
         ["New oat milk latte", "Only in November"]),
        ("I want a poster that says STAY CURIOUS in big letters", ["STAY CURIOUS"]),
        ("event flyer, halloween party, oct 31, 8pm til late", ["Halloween party", "Oct 31", "8pm til late"]),
        ("flohmarkt plakat samstag 8 bis 14 uhr marktplatz", ["Flohmarkt", "Samstag 8 bis 14 uhr", "Marktplatz"]),
        ("Restaurant poster Taco Tuesday 3 tacos for $9 every Tuesday 5-9pm",
         ["Restaurant", "Taco Tuesday 3 tacos for $9", "Every Tuesday 5-9pm"]),
    ],
)  # fmt: skip
def test_prompts_as_they_are_spoken(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("banner: Summer collection - up to 40% off - shop online",
         ["Summer collection", "Up to 40% off", "Shop online"]),
        ("presentation slide: Our team - Anna Berg (CEO), Tom Liu (CTO)",
         ["Our team", "Anna Berg (CEO)", "Tom Liu (CTO)"]),
        ("poster: No parking - private property", ["No parking", "Private property"]),
        ("business card: Marco Bianchi - Photographer - marco@bianchi.it",
         ["Marco Bianchi", "Photographer", "marco@bianchi.it"]),
        ("art exhibition opening - Colours of Silence - 3 April, 7 pm",
         ["Art exhibition opening", "Colours of Silence", "3 April", "7 pm"]),
        ("poster: Night train Berlin - Vienna, from June", ["Night train Berlin - Vienna", "From June"]),
        ("poster: Anna Berg - piano, Tom Liu - drums", ["Anna Berg - piano", "Tom Liu - drums"]),
        ("poster: Open studios, 9 am - 5 pm", ["Open studios", "9 am - 5 pm"]),
        ('Story: "Flash sale" 24 hours only - everything 30% off',
         ["Flash sale", "24 hours only", "Everything 30% off"]),
    ],
)  # fmt: skip
def test_dashes_between_parts_part_them(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("poster about washing hands: 1. Wet 2. Soap 3. Scrub 20 seconds 4. Rinse",
         ["Washing hands", "1. Wet", "2. Soap", "3. Scrub 20 seconds", "4. Rinse"]),
        ("poster: Version 2. Now faster", ["Version 2. Now faster"]),
        ("Conference with 3 speakers: Ada Obi, Lin Wei, Paul Marsh. Future of Cities, 4 May",
         ["Conference", "3 speakers: Ada Obi, Lin Wei, Paul Marsh", "Future of Cities", "4 May"]),
        ("flyer for a new gym with 3 opening offers: no joining fee, free PT session",
         ["New gym", "3 opening offers", "No joining fee", "Free PT session"]),
        ("Flyer for a street food festival with 40 food trucks, 2-4 August",
         ["Street food festival", "40 food trucks", "2-4 August"]),
        ("poster with three words: Dream, Plan, Do", ["Dream", "Plan", "Do"]),
        ("Minimalist poster, one quote: less but better, Dieter Rams", ["Less but better", "Dieter Rams"]),
        ("quote poster by Maya Angelou: Still I rise", ["Still I rise", "Maya Angelou"]),
    ],
)  # fmt: skip
def test_what_is_counted_or_announced_is_parted(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("Affiche pour un vide-grenier dimanche 7 juin place de la mairie de 8h à 18h",
         ["Vide-grenier", "Dimanche 7 juin de 8h à 18h", "Place de la mairie"]),
        ("poster for a car boot sale Sunday 7 June town hall square 8am to 6pm",
         ["Car boot sale", "Sunday 7 June, 8am to 6pm", "Town hall square"]),
        ("une affiche pour le festival de jazz de Lyon du 3 au 7 juillet",
         ["Festival de jazz de Lyon", "Du 3 au 7 juillet"]),
        ("Plakat für ein Sommerfest am 12. Juli ab 15 Uhr im Stadtpark mit Musik und Grill",
         ["Sommerfest", "12. Juli ab 15 Uhr", "Stadtpark", "Mit Musik und Grill"]),
        ("cartel para una clase de yoga gratis en el parque, domingos a las 10",
         ["Clase de yoga gratis en el parque", "Domingos a las 10"]),
        ("Instagram-Post: Neue Öffnungszeiten ab 1. März, Mo-Fr 8-18 Uhr, Sa 9-14 Uhr",
         ["Neue Öffnungszeiten", "Ab 1. März", "Mo-Fr 8-18 Uhr", "Sa 9-14 Uhr"]),
        ("poster for a vegan café, brunch every Sunday from 10 to 2",
         ["Vegan café", "Brunch every Sunday from 10 to 2"]),
        ("sale poster for shoes this Saturday and Sunday only", ["Sale", "Shoes", "This Saturday and Sunday only"]),
        ("flyer for a smart bottle, keeps drinks cold 24h", ["Smart bottle", "Keeps drinks cold 24h"]),
    ],
)  # fmt: skip
def test_moments_and_places_in_one_breath(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


@pytest.mark.parametrize(
    ("prompt", "label", "headline"),
    [
        ("invitación para la boda de Marta y Luis, 20 de junio", "Boda", "Marta y Luis"),
        ("Wedding of Clara & Jonas on 6 June 2027, Schloss Benrath", "Wedding", "Clara & Jonas"),
        ("Kindergeburtstag Einladung Ben wird 6, 14. Mai", "Kindergeburtstag", "Ben wird 6"),
        ("kids birthday invite, Mia is turning 5, pirate theme, Saturday 3 pm", "Kids birthday", "Mia is turning 5"),
        ("happy birthday poster for Grandma Rose, 90 years", "Happy birthday", "Grandma Rose"),
        ("poster for the play Hamlet directed by Ruth Okafor", "Play", "Hamlet"),
        ("product launch poster for a smart water bottle named Hydra, €39", "Smart water bottle", "Hydra"),
        ("New podcast episode: #42 The future of batteries with Dr. Amy Chen", "New podcast episode",
         "#42 The future of batteries"),
        ("conference badge for Alex Kim, DevDays 2027", "Conference", "Alex Kim"),
        ("Sign for a café: Please wait to be seated", "Café", "Please wait to be seated"),
    ],
)  # fmt: skip
def test_what_it_is_stands_above_the_name(prompt: str, label: str, headline: str) -> None:
    texts = read_prompt(prompt).texts
    assert [(text.role, text.text) for text in texts[:2]] == [("label", label), ("headline", headline)]
    assert not any("theme" in text.text for text in texts)


@pytest.mark.parametrize(
    ("prompt", "format_", "headline"),
    [
        ("Postkarte Urlaubsgrüße aus Sylt", "postcard", "Urlaubsgrüße aus Sylt"),
        ("podcast cover art: Deep Work Radio", "instagram-post", "Deep Work Radio"),
        ("presentation cover: Annual Report 2026", "slide", "Annual Report 2026"),
        (
            "Instagram carousel cover: 7 habits of productive people",
            "instagram-post",
            "7 habits of productive people",
        ),
        ('x header for a crypto newsletter "Block by Block"', "x-header", "Block by Block"),
    ],
)
def test_formats_by_more_names(prompt: str, format_: str, headline: str) -> None:
    brief = read_prompt(prompt)
    assert brief.formats == (format_,)
    assert headline in [text.text for text in brief.texts if text.role == "headline"]


def test_books_have_authors_and_names_before_colons_stand_alone() -> None:
    book = read_prompt("book cover: The Silent Harbor by Nora Lindqvist").texts
    assert [(text.role, text.text) for text in book] == [
        ("headline", "The Silent Harbor"), ("subheading", "By Nora Lindqvist"),
    ]  # fmt: skip
    sale = read_prompt("banner for Black Friday: all laptops -30%, 27-30 November").texts
    assert [text.text for text in sale] == ["Black Friday", "All laptops", "-30%", "27-30 November"]
    thanks = read_prompt("thank you card for our customers").texts
    assert [text.text for text in thanks] == ["Thank you", "To our customers"]
    look = read_prompt("gym opening, first month free, bold neon on black")
    assert [text.text for text in look.texts] == ["Gym opening", "First month free"]
    assert "dark" in look.styles
    assert read_prompt("flyer for lawn mowing, text 555-2020").texts[-1].role == "button"


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("campaign poster for the city: Take the bike, leave the car", ["Campaign", "Take the bike", "Leave the car"]),
        ("brutalist poster for a techno party at Kraftwerk, 31.12., 23h",
         ["Techno party", "Kraftwerk", "31.12.", "23h"]),
        ("art nouveau style poster for a tea house, 12 Mill Lane", ["Tea house", "12 Mill Lane"]),
        ("bold sale poster, red, up to 70%", ["Sale", "Up to 70%"]),
        ("elegant gala dinner invitation in black and gold for the Children's Foundation, 5 December 2026",
         ["Gala dinner", "For the Children's Foundation", "5 December 2026"]),
        ("Hey, can you make a poster about our lost dog Rex? Last seen near Mill Park. Reward! Call 555-8899",
         ["Lost dog Rex", "Last seen near Mill Park", "Reward!", "Call 555-8899"]),
        ("conference poster, dark blue, AI Summit Vienna, 22-23 May 2027, aisummit.at",
         ["Conference", "AI Summit Vienna", "22-23 May 2027", "aisummit.at"]),
        ("workshop flyer, Royal Library, 20 Feb", ["Workshop", "Royal Library", "20 Feb"]),
        ("infographic: how to recycle: paper blue bin, plastic yellow bin",
         ["How to recycle", "Paper blue bin", "Plastic yellow bin"]),
        ("piano recital by Yuki Sato: Chopin & Debussy, 19 April",
         ["Piano recital by Yuki Sato", "Chopin & Debussy", "19 April"]),
        ("escape room ad, 60 minutes, 5 rooms", ["Escape room", "60 minutes", "5 rooms"]),
        ("affisch för loppmarknad lördag 3 maj kl 10-14 Folkets park",
         ["Loppmarknad", "Lördag 3 maj kl 10-14", "Folkets park"]),
        ("plakat til julemarked 28. november kl. 12, Torvet", ["Julemarked", "28. november kl. 12", "Torvet"]),
        ("poster: Women's Day, march starts at 11 am", ["Women's Day", "March starts at 11 am"]),
        ("Frohe Weihnachten Karte", ["Frohe Weihnachten"]),
        ("save water poster for kids", ["Save water"]),
        ("poster: No smoking please", ["No smoking please"]),
        ("poster: Oktoberfest at The Old Mill on 3 October", ["Oktoberfest", "3 October", "The Old Mill"]),
        ("poster: Beach party, good vibes, same team, new look",
         ["Beach party", "Good vibes", "Same team", "New look"]),
        ("poster: How to sell your house", ["How to sell your house"]),
        ("slide: 10 ways to celebrate autumn", ["10 ways to celebrate autumn"]),
        ("poster: Where to find us, 12 Mill Lane", ["Where to find us", "12 Mill Lane"]),
        ("We're at the Harbour Fair, stand 12", ["We're at the Harbour Fair", "Stand 12"]),
        ("flyer: Come to our club's party, Sunday", ["Come to our club's party", "Sunday"]),
        ("poster: walking tour in art deco Miami, 5 May", ["Walking tour in art deco Miami", "5 May"]),
        ("Need help moving? Call 555-1234", ["Need help moving?", "Call 555-1234"]),
        ("kannst du mir ein Plakat für unser Sommerfest erstellen? 5. Juli, Stadtpark",
         ["Sommerfest", "5. Juli", "Stadtpark"]),
        ("bitte ein Plakat für unseren Adventbasar am 29. November von 10 bis 16 Uhr in der Volksschule Ebensee",
         ["Adventbasar", "29. November von 10 bis 16 Uhr", "Volksschule Ebensee"]),
        ("fais-moi une affiche pour notre kermesse, samedi 6 juin", ["Kermesse", "Samedi 6 juin"]),
        ("thank-you card for Dr. Lee from the team", ["Thank you", "Dr. Lee", "From the team"]),
        ("yard sale sat 7am-noon, 45 maple ave", ["Yard sale", "Sat 7am-noon", "45 maple ave"]),
        ("Big Band Ball — Saturday, February 6 — 8 PM", ["Big Band Ball", "Saturday, February 6 — 8 PM"]),
        ("nieuwe openingstijden: ma-vr 9-18, za 10-17, zo gesloten",
         ["Nieuwe openingstijden", "Ma-vr 9-18", "Za 10-17", "Zo gesloten"]),
        ("24-hour plumber flyer: call 555-1212, no call-out fee",
         ["24-hour plumber", "Call 555-1212", "No call-out fee"]),
        ("Instagram post, new arrivals: linen shirts, straw hats, sandals",
         ["New arrivals", "Linen shirts, straw hats, sandals"]),
        ("poster: Lost dog, last seen near Mill Park on Sunday", ["Lost dog", "Last seen near Mill Park on Sunday"]),
        ("Banner that says Welcome home Sgt. Miller", ["Welcome home Sgt. Miller"]),
        ("poster for a half marathon. Start at 8 am, City Bridge", ["Half marathon", "Start at 8 am", "City Bridge"]),
        ("Poster for a science fair. Theme: renewable energy. 12 March, main hall. Parents welcome.",
         ["Science fair", "Renewable energy", "12 March", "Main hall", "Parents welcome"]),
        ("We're opening a second store on Sat. 3 Oct. 2026. Poster please. First 50 get a bag",
         ["We're opening a second store", "Sat. 3 Oct. 2026", "First 50 get a bag"]),
        ('Design an Instagram post for Earth Day with the message "Plant a tree today"',
         ["Plant a tree today", "Earth Day"]),
        ('Our new single "Paper Planes" is out Friday! Make an Instagram story',
         ["New single", "Paper Planes", "Out Friday!"]),
        ("need flyer 4 my barbershop fade city, 221 king st", ["Barbershop fade city", "221 king st"]),
        ("Einladung zum 50. Geburtstag von Klaus, Gartenstr. 3", ["50. Geburtstag", "Klaus", "Gartenstr. 3"]),
        ("poster that announces the winners of the photo contest: 1st Mia Chen, 2nd Otto Vogel",
         ["Winners of the photo contest", "1st Mia Chen", "2nd Otto Vogel"]),
        ("create a poster for an online course, 8 lessons, start anytime",
         ["Online course", "8 lessons", "Start anytime"]),
        ("poster for a coffee brand with the slogan Wake up slowly", ["Coffee brand", "Wake up slowly"]),
        ("menu board for a juice bar: Green Machine $7 / Sunrise $6.50 / Beet It $7",
         ["Menu board", "Juice bar", "Green Machine $7", "Sunrise $6.50", "Beet It $7"]),
        ("grand opening Lena's Flowers, Saturday March 14", ["Grand opening", "Lena's Flowers", "Saturday March 14"]),
        ('poster "Mind the gap" in London underground style', ["Mind the gap"]),
        ("wine tasting, Thursday 7pm at Vino & Co. £20 per person",
         ["Wine tasting", "Thursday 7pm", "Vino & Co", "£20 per person"]),
        ('Missing "Milo", a poster for a lost cat, grey tabby, reward $100',
         ["Missing", "Milo", "Lost cat", "Grey tabby", "Reward $100"]),
        ("YouTube thumbnail: I tried every pasta in Rome", ["I tried every pasta in Rome"]),
        ("Banner: Sommerkurse: Malen, Töpfern, Fotografie, Tanz",
         ["Sommerkurse", "Malen", "Töpfern", "Fotografie", "Tanz"]),
        ("poster: Unsere Themen: Klima, Energie, Wasser", ["Unsere Themen", "Klima", "Energie", "Wasser"]),
        ("Exhibition: Monet, Orangerie, Paris, free", ["Exhibition", "Monet", "Orangerie", "Paris", "Free"]),
        ("Bus leaves at 4 a.m. from Gate 2, poster", ["Bus leaves", "4 a.m.", "From Gate 2"]),
        ("Open day Sunday 1 to 4 the Old Barn", ["Open day", "Sunday 1 to 4", "The Old Barn"]),
        ("Get a free coffee with every croissant, poster for Café Bleu",
         ["Get a free coffee with every croissant", "Café Bleu"]),
        ("Mach eine Pause, Plakat für die Bibliothek", ["Mach eine Pause", "Bibliothek"]),
        ("Do the right thing: recycle", ["Do the right thing: recycle"]),
        ("Climate change is real. It is in our hands", ["Climate change is real", "It is in our hands"]),
        ("book cover: Tales of my father's land", ["Tales of my father's land"]),
        ("Concert in memory of our friend's son Max", ["Concert in memory of our friend's son Max"]),
        ("Join the campaign, sign up at greens.org", ["Join the campaign", "Sign up at greens.org"]),
        ("Can you keep a secret? Theatre play, 5 May", ["Can you keep a secret?", "Theatre play", "5 May"]),
        ("Could you make me a poster for a show called What If? at the Royal Theatre on 5 May?",
         ["Show", "What If?", "Royal Theatre", "5 May"]),
        ("The ad that celebrates failure", ["The ad that celebrates failure"]),
        ("Exhibition: 100 years of album cover art", ["Exhibition", "100 years of album cover art"]),
        ("Ausstellung: Die Postkarte im Wandel der Zeit", ["Ausstellung", "Die Postkarte im Wandel der Zeit"]),
        ("flyer for our children's choir concert", ["Children's choir concert"]),
        ("Gothic cathedral tour", ["Gothic cathedral tour"]),
        ("Poster: Hamburg - Kiel", ["Hamburg - Kiel"]),
        ("London - Paris - Rome, 3 cities", ["London - Paris - Rome", "3 cities"]),
        ("Flyer: Guitar lessons - beginners to advanced - 25 €/h - call Ben 0170 1234567",
         ["Guitar lessons", "Beginners to advanced", "25 €/h", "Call Ben 0170 1234567"]),
        ("Thank you card for Mrs. Brown with flowers", ["Thank you", "Mrs. Brown"]),
        ("Thank you card for our customers, 10% off with code X10",
         ["Thank you", "To our customers", "10% off with code X10"]),
        ("menu with three courses: soup, fish, cake", ["Menu", "Three courses", "Soup, fish, cake"]),
        ("Make me a poster for our bake sale. It's on 5 May", ["Bake sale", "5 May"]),
        ("Flyer: Get fit in 2027, first month free", ["Get fit in 2027", "First month free"]),
        ("Menu: Burrata €11, Vitello €13, Lemon sorbet €5. Elegant, A4",
         ["Menu", "Burrata €11", "Vitello €13", "Lemon sorbet €5"]),
        ("Business card for Dr. Elena Marsh, Landscape Architect, 8 Canal Walk, London N1. Minimal, forest green",
         ["Dr. Elena Marsh", "Landscape Architect", "8 Canal Walk", "London N1"]),
        ("Wide banner: Five tips for better sleep: Keep a fixed bedtime, Keep the room at 18°C, No screens",
         ["Five tips for better sleep", "Keep a fixed bedtime", "Keep the room at 18°C", "No screens"]),
        ("Studio Nord | Interior design | studionord.dk", ["Studio Nord", "Interior design", "studionord.dk"]),
        ("Event schedule: Friday 6pm opening, Saturday 10am workshops",
         ["Event schedule", "Friday 6pm opening", "Saturday 10am workshops"]),
        ("we are hiring: cooks, waiters, dishwashers", ["We are hiring", "Cooks, waiters, dishwashers"]),
        ("we are hiring: a cook, full time", ["We are hiring", "A cook", "Full time"]),
        ("save the date card for Emma and Luca, 5 June", ["Save the date", "Emma and Luca", "5 June"]),
        ("Workshop: how to design a poster that sells", ["Workshop", "How to design a poster that sells"]),
        ("Wedding menu: Starter: Burrata; Main: Sea bass", ["Wedding menu", "Starter: Burrata", "Main: Sea bass"]),
        ("Social media post announcing that we won the Best Bakery award", ["We won the Best Bakery award"]),
        ("flyer announcing a garage sale", ["Garage sale"]),
        ("Create 3 social posts for a bakery", ["Bakery"]),
        ("make us two flyers for a circus, 5 May", ["Circus", "5 May"]),
        ("Insta story: Poll night! Which flavour next? Vote now", ["Poll night!", "Which flavour next?", "Vote now"]),
        ("Menükarte für ein Café: Kaffee 2,80, Kuchen 4,20, Frühstück 9,90",
         ["Menükarte", "Café", "Kaffee 2,80", "Kuchen 4,20", "Frühstück 9,90"]),
        ("Uitverkoop! Alles met 30% korting, dit weekend", ["Uitverkoop! Alles met 30% korting", "Dit weekend"]),
        ("Roller disco night flyer, 80s theme, Friday 9pm", ["Roller disco night", "Friday 9pm"]),
        ("poster: How to survive in Berlin, free talk", ["How to survive in Berlin", "Free talk"]),
    ],
)  # fmt: skip
def test_nothing_that_is_said_is_lost(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


def test_a_call_is_a_button_below_who_is_to_be_called() -> None:
    texts = read_prompt("24-hour plumber flyer: call 555-1212, no call-out fee").texts
    assert [(text.role, text.text) for text in texts[:2]] == [
        ("headline", "24-hour plumber"), ("button", "Call 555-1212"),
    ]  # fmt: skip


def test_a_thumbnail_is_one_of_a_video_where_a_format_is_named() -> None:
    assert read_prompt('Thumbnail "How I learned to paint"').formats == ("youtube-thumbnail",)
    assert read_prompt("talk: The art of the thumbnail, 5 May").formats == ("poster",)


def test_odd_prompts_are_read_in_reasonable_steps() -> None:
    """Each takes a moment; with words tried in every way they would not end, or recurse too deep."""
    assert read_prompt("poster by " + "A" * 1900).texts
    assert read_prompt("poster: " + "a@b.c " * 20).texts
    with pytest.raises(InputError, match="texts; at most"):
        read_prompt("poster: " + "a@b.c " * 600)


@pytest.mark.parametrize(
    ("prompt", "format_", "headline"),
    [
        ("Poster A3 landscape: Jazz im Park, 5. Juli", "poster-a3-landscape", "Jazz im Park"),
        ("A4 quer Plakat: Sommerfest, 5. Juli", "a4-landscape", "Sommerfest"),
        ("certificate for Ann, landscape A4", "a4-landscape", "Certificate for Ann"),
        ("Flyer a5 landscape for a bike repair shop", "flyer-a5-landscape", "Bike repair shop"),
        ("Winter fair, landscape, 5 May", "poster-landscape", "Winter fair"),
        ("Instagram post landscape, new menu", "instagram-post", "New menu"),
        ("landscape painting class, 5 May", "poster", "Landscape painting class"),
        ("poster: Landscape, portrait and still life, exhibition", "poster", "Landscape"),
    ],
)
def test_formats_are_turned_where_that_is_said(prompt: str, format_: str, headline: str) -> None:
    found = read_prompt(prompt)
    assert found.formats == (format_,)
    assert next(text.text for text in found.texts if text.role == "headline") == headline


@pytest.mark.parametrize(("words", "color"), [("forest green", "#0b6b4f"), ("sky blue", "#7cc0ee")])
def test_colours_of_two_words_are_no_texts(words: str, color: str) -> None:
    found = read_prompt(f"business card for Ann Lee, {words}")
    assert [text.text for text in found.texts] == ["Ann Lee"]
    assert found.brand.palette == (color,)


def test_whose_a_certificate_is_leads_and_a_quote_is_what_for() -> None:
    found = read_prompt(
        'Certificate of completion awarded to Jonas Feldmann for finishing the course "Advanced Bookbinding"'
    )
    assert [(text.role, text.text) for text in found.texts] == [
        ("label", "Certificate of completion"),
        ("headline", "Jonas Feldmann"),
        ("subheading", "For finishing the course"),
        ("subheading", "Advanced Bookbinding"),
    ]


def test_parts_of_a_menu_are_headings_and_rows() -> None:
    texts = [
        text.text
        for text in read_prompt("Menu: Starters: Soup €6, Salad €8; Mains: Stew €14, Steak €24").texts
    ]
    assert texts == ["Menu", "Starters", "Soup €6", "Salad €8", "Mains", "Stew €14", "Steak €24"]
    assert price_rows(texts[1:]) == tuple(texts[1:])
    assert price_rows(["Open daily", "Soup €6", "Salad €8", "Stew €14"]) == (
        "Soup €6",
        "Salad €8",
        "Stew €14",
    )


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("birthday card for Emma, turning 7, with balloons", ["Happy birthday", "Emma", "Turning 7"]),
        ("kids party poster, with a big rocket and stars, Sunday 3 pm", ["Kids party", "Sunday 3 pm"]),
        ("petting zoo poster, with animals, Sunday 3 pm", ["Petting zoo", "Animals", "Sunday 3 pm"]),
        ("party flyer, with free pizza, Friday", ["Party", "Free pizza", "Friday"]),
        ("street party poster, with live music, 3 May", ["Street party", "Live music", "3 May"]),
    ],
)
def test_what_is_to_be_seen_is_no_text(prompt: str, texts: list[str]) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == texts


def test_a_pair_that_invites_leads() -> None:
    found = read_prompt("wedding invitation, Clara and Henrik, 20 June 2026, Villa Rosa, Florence, elegant")
    assert [(text.role, text.text) for text in found.texts[:3]] == [
        ("label", "Wedding invitation"),
        ("headline", "Clara and Henrik"),
        ("subheading", "20 June 2026"),
    ]


def test_a_course_in_quotes_after_a_comma_is_what_a_certificate_is_for() -> None:
    found = read_prompt('certificate of completion for Jonas Weber, "Sourdough Basics", 14 March 2026')
    assert [(text.role, text.text) for text in found.texts] == [
        ("label", "Certificate of completion"),
        ("headline", "Jonas Weber"),
        ("subheading", "Sourdough Basics"),
        ("subheading", "14 March 2026"),
    ]


@pytest.mark.parametrize(
    ("prompt", "format_", "texts"),
    [
        (
            "summer sale banner up to 60% off, shop now",
            "banner",
            ["Summer sale", "Up to 60% off", "Shop now"],
        ),
        (
            "winter sale poster -50%, only this weekend",
            "poster",
            ["Winter sale", "-50%", "Only this weekend"],
        ),
    ],
)
def test_an_offer_follows_a_format(prompt: str, format_: str, texts: list[str]) -> None:
    found = read_prompt(prompt)
    assert found.formats == (format_,)
    assert [text.text for text in found.texts] == texts


@pytest.mark.parametrize(
    "prompt",
    [
        "infographic poster: 5 ways to save water at home: shorter showers, fix leaks, full loads",
        "5 ways to save water at home: shorter showers, fix leaks, full loads",
        "poster: 5 ways to save water at home: shorter showers, fix leaks, full loads",
    ],
)
def test_what_a_counted_list_is_for_stays_with_its_name(prompt: str) -> None:
    assert [text.text for text in read_prompt(prompt).texts] == [
        "5 ways to save water at home",
        "Shorter showers",
        "Fix leaks",
        "Full loads",
    ]


@pytest.mark.parametrize("dates", ["3 mars au 20 avril", "3 de marzo al 20 de abril", "3 marzo al 20 aprile"])
def test_days_of_two_months_stay_together(dates: str) -> None:
    assert dates in [text.text for text in read_prompt(f'"Lumières du Nord", {dates}, Galerie Verre').texts]
