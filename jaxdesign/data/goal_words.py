"""Words that speak for a goal. ``*`` ends a stem; case and accents do not matter.

English, German, French, Spanish, Italian, Portuguese and Dutch, in this order, one line each.
"""

from __future__ import annotations

from typing import NamedTuple


class GoalWords(NamedTuple):
    """Words that nearly settle a goal, and words that speak for it."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split(", "))


WORDS: dict[str, GoalWords] = {
    "event": GoalWords(
        _words(
            "conference*, festival, concert, workshop, seminar, meetup, hackathon, exhibition, summit",
            "webinar",
            "event details, upcoming event*, event schedule, our speakers, speakers, keynote*, buy ticket*",
            "get ticket*, register for, line-up, symposium, open day, fair, lecture, barcamp",
            "konferenz*, konzert*, ausstellung*, veranstaltung*, tagung*, vortrag, fest, sommerfest, messe",
            "conférence*, exposition*, atelier*, spectacle*, salon, journée*, billets",
            "conferencia*, concierto*, exposición*, taller*, feria, entradas, jornada*",
            "conferenza*, concerto*, mostra, laboratorio, fiera, biglietti, giornata",
            "conferência*, exposição*, oficina, feira, ingressos, palestra*",
            "conferentie*, tentoonstelling*, voorstelling*, beurs, kaartjes, lezing*",
        ),
        _words(
            "event*, schedule, ticket*, venue, organizer, organiser, agenda, seat*, tonight, live",
            "devjam, camp",
            "termin*, programm, eintritt, événement*, lieu, evento*, lugar, luogo, local, evenement*",
            "programma",
        ),
    ),
    "sale": GoalWords(
        _words(
            "sale, discount*, % off, coupon*, special offer*, limited offer, black friday, clearance",
            "free shipping, add to cart, shop now, best price, promo code, deal of the day, 10% off",
            "half price",
            "rabatt*, sonderangebot*, schlussverkauf, ausverkauf, in den warenkorb, gutschein*",
            "soldes, réduction*, offre spéciale, ajouter au panier, promotion*, remise",
            "rebajas, descuento*, oferta*, añadir al carrito, liquidación",
            "sconto, sconti, saldi, offerta, offerte, aggiungi al carrello",
            "desconto*, promoção, promoções, liquidação, adicionar ao carrinho",
            "korting*, aanbieding*, uitverkoop, in winkelwagen",
        ),
        _words(
            "offer*, shop, store, buy now, save, cart, checkout, price*, order now",
            "angebot*, jetzt kaufen, acheter, panier, comprar, comprare, acquista, carrello, loja, kopen",
        ),
    ),
    "announcement": GoalWords(
        _words(
            "coming soon, announc*, launching soon, now available, introducing, press release, newsletter",
            "what's new, breaking news, latest news, latest blog*, recent post*, our blog",
            "related articles",
            "related post*, subscribe to, be the first, notify me, order confirmed, your order",
            "order is confirmed",
            "verify your email, reset your password, thank you for signing up, thanks for signing up",
            "blog post*",
            "thank you for your order, welcome, we moved, grand opening, under construction, news details",
            "demnächst, bald verfügbar, neuigkeiten, ankündigung, wir haben jetzt, pressemitteilung",
            "ab sofort",
            "bientôt, nouveauté*, annonce, communiqué, dernières nouvelles, désormais",
            "próximamente, novedades, anuncio, comunicado, últimas noticias",
            "prossimamente, novità, annuncio, comunicato, in arrivo, ultime notizie",
            "em breve, novidades, anúncio, últimas notícias",
            "binnenkort, nieuws, aankondiging, nieuwsbrief",
        ),
        _words(
            "news, latest, update*, blog, article*, post title, story, stories, subscribe",
            "read article, posted on",
            "continue reading, hours ago, notice, headline, min read, featured post, episode, verify",
            "confirm*",
            "aktuell*, actualités, article, noticias, notizie, notícias, artikel*",
        ),
    ),
    "product": GoalWords(
        _words(
            "pricing, free trial, get started, download the app, app store, google play, our services",
            "try it free",
            "services we offer, what we offer, sign up free, start free, no credit card",
            "choose your plan, our menu",
            "showcase your, for your business, your business, our features, key features",
            "why choose us, /month",
            "per month, landing page, our products, book now, reserve a table, make an appointment",
            "we create",
            "watch demo, request a demo, live demo, what we do, free to download, our price*",
            "order now, built for",
            "funktionen, preise, kostenlos testen, unsere leistungen, unsere produkte, jetzt starten",
            "termin buchen",
            "fonctionnalités, tarifs, essai gratuit, nos services, nos produits, réserver",
            "funcionalidades, precios, prueba gratis, nuestros servicios, nuestros productos, reservar",
            "funzionalità, prezzi, prova gratuita, i nostri servizi, i nostri prodotti, prenota",
            "preços, teste grátis, nossos serviços, nossos produtos",
            "functies, prijzen, gratis proberen, onze diensten, onze producten",
        ),
        _words(
            "service*, product*, solution*, app, apps, software, customers, platform, features, plan",
            "plans, agency",
            "company, template*, restaurant*, menu, delivery, responsive, build*, launch*, manage*",
            "startup*, saas",
            "hotel, coffee, food, fitness, travel, property, real estate, house*, clinic, lawyer*",
            "broadband",
            "internet, loan*, quality, experts, dish*, recipe, open source, download, demo, starter",
            "dashboard",
            "leistungen, produkt*, lösung*, kunden, agentur, produit*, entreprise, client*, producto*",
            "empresa*",
            "prodotto, prodotti, azienda, produto*, klanten, bedrijf, dienst*",
        ),
    ),
    "portfolio": GoalWords(
        _words(
            "portfolio*, my work, our work*, selected work*, recent work*, latest work*, case stud*",
            "i am a, i'm a",
            "i'm, curriculum vitae, my resume, résumé, resume, my skills, hire me, about me, who i am",
            "what i do",
            "stuff i do, what i'm doing, my projects, our projects, recent projects, latest projects",
            "my history",
            "lebenslauf, meine arbeiten, unsere projekte, über mich",
            "mes projets, nos projets, nos réalisations, à propos de moi, mon parcours",
            "mis proyectos, nuestros proyectos, sobre mí, mi trabajo",
            "i miei progetti, i nostri progetti, chi sono, i miei lavori",
            "meus projetos, nossos projetos, sobre mim",
            "mijn werk, ons werk, over mij",
        ),
        _words(
            "project*, designer, photograph*, skills, freelance*, experience, education, illustrator",
            "developer",
            "engineer, gallery, album*, studio, artist, works, interests, awards, university, college",
            "hobbies",
            "happy clients, projects completed, bachelor*, major*",
            "projekt*, projet*, galerie, proyecto*, galería, progetti, galleria, projeto*, galeria",
            "projecten",
        ),
    ),
    "information": GoalWords(
        _words(
            "how it works, how to, guide, faq, frequently asked, report, results, introduction",
            "overview, worksheet",
            "table of contents, abstract, conclusion*, manifesto, principles, our process",
            "working process, did you know",
            "meet our team, our team, meet the team, our mission, our story, our history, about us",
            "terms, privacy policy",
            "contact us, our office, opening hours, user guide, questions, activity, roles",
            "facilitator*, goal, definition",
            "einführung, ergebnisse, bericht, anleitung, über uns, unser team, häufige fragen, kontakt",
            "rapport, résultats, à propos, notre équipe, notre histoire, mode d'emploi, contactez",
            "informe, resultados, sobre nosotros, nuestro equipo, guía, contacto",
            "relazione, risultati, chi siamo, la nostra storia, guida, contatti",
            "relatório, sobre nós, nossa equipe, guia, contato",
            "over ons, ons team, handleiding, resultaten, veelgestelde vragen",
        ),
        _words(
            "history, research, data, network*, science, method*, step, learn, tools, challenges",
            "example*, evidence",
            "mission, team, community, education, course*, students, location, address, phone, figure",
            "license",
            "geschichte, forschung, daten, recherche, données, investigación, datos, ricerca, dati",
            "pesquisa",
        ),
    ),
    "quote": GoalWords(
        _words(
            "testimonial*, what our clients say, what people say, what people are saying, our users say",
            "clients say, customers say, they say about us, success stories, happy customers",
            "client reviews",
            "kundenstimmen, das sagen unsere kunden, témoignage*, ils parlent de nous, testimonio*",
            "lo que dicen",
            "testimonianze, dicono di noi, depoimentos, ervaringen van klanten",
        ),
        _words("review*, clients, said, happy, founder of, ceo of, director of"),
    ),
    "invitation": GoalWords(
        _words(
            "you are invited, you're invited, invitation*, rsvp, join us, wedding*, save the date",
            "invites you",
            "request the pleasure, celebrate with us, come and join, birthday party, ready to join",
            "einladung*, hochzeit*, wir laden, du bist eingeladen, feiern sie mit",
            "mariage*, vous êtes invité*, nous vous invitons, rejoignez",
            "boda*, invitación*, te invitamos, acompáñanos",
            "matrimonio, invito, ti invitiamo, sei invitato",
            "convite*, casamento*, você está convidado",
            "uitnodiging*, bruiloft*, kom langs",
        ),
        _words("join, invite*, celebrat*, party, guests, ceremony, feiern, fête, fiesta, festa, feest"),
    ),
    "recruitment": GoalWords(
        _words(
            "we are hiring, we're hiring, careers, job opening*, join our team, open position*",
            "apply now, job offer*",
            "volunteer*, vacanc*, work with us, become a, internship*, current openings",
            "stellenangebot*, karriere, wir suchen, mitarbeiter gesucht, bewirb dich, ausbildung",
            "recrutement, nous recrutons, offre d'emploi, rejoignez notre équipe, bénévole*",
            "empleo*, trabaja con nosotros, únete al equipo, voluntari*",
            "lavora con noi, offerte di lavoro, cerchiamo, volontari",
            "vagas, trabalhe conosco, estamos contratando",
            "vacature*, werken bij, wij zoeken, vrijwilliger*",
        ),
        _words(
            "job, jobs, career, apply, hiring, full-time, part-time, remote, bewerb*, emploi*, donate",
            "join the team",
        ),
    ),
}
"""For each goal but ``other`` what speaks for it."""

NAVIGATION = frozenset(
    _words(
        "home, about, about us, services, sevices, service, portfolio, contact, contact us, blog",
        "news, gallery",
        "pricing, price, team, features, products, store, shop, menu, work, works, projects, events",
        "donate, faq",
        "log in, login, sign in, sign up, pages, testimonial, testimonials, speakers, schedule",
        "careers, resume",
        "startseite, uber uns, leistungen, kontakt, impressum, accueil, a propos, inicio, contacto",
        "chi siamo",
        "contatti, sobre, contato, over ons, docs, privacy, terms, support, help, careers, download, more",
    )
)
"""Entries of menus and footers, folded: where several stand together they say nothing of the goal."""

TRADES = _words(
    "designer, developer, engineer, photographer, illustrator, artist, architect, writer, manager",
    "director, chief",
    "entwickler, gestalter, fotograf, développeur, graphiste, diseñador, desarrollador, grafico",
    "sviluppatore",
)
"""What people are: beside a name as headline it makes a portfolio."""
