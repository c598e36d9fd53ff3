"""Words that speak for a goal, by weight; ``*`` ends a stem. English, German, French, Spanish, Italian,
Portuguese and Dutch. Written without regard to case and accents."""

from __future__ import annotations

WORDS: dict[str, dict[float, tuple[str, ...]]] = {
    "event": {
        2.0: (
            "conference", "festival", "concert", "workshop", "meetup", "hackathon", "exhibition", "speakers",
            "konferenz", "konzert", "ausstellung", "veranstaltung*", "tagung", "conférence", "exposition",
            "atelier", "conferencia", "concierto", "exposición", "taller", "conferenza", "concerto", "mostra",
            "conferência", "exposição", "oficina", "conferentie", "tentoonstelling", "summit", "webinar",
        ),
        1.0: ("event*", "schedule", "ticket*", "evento*", "événement*", "programm", "lineup", "register now"),
    },
    "sale": {
        2.0: (
            "sale", "discount*", "% off", "coupon", "special offer", "limited offer", "black friday",
            "rabatt*", "sonderangebot*", "schlussverkauf", "soldes", "promotion", "réduction", "rebajas",
            "descuento*", "oferta*", "sconto", "sconti", "saldi", "offerta", "desconto*", "promoção",
            "korting", "aanbieding",
        ),
        1.0: ("save", "add to cart", "shop now", "buy now", "in den warenkorb", "ajouter au panier", "deal*"),
    },
    "announcement": {
        2.0: (
            "coming soon", "announc*", "launching", "now available", "introducing", "press release",
            "newsletter", "what's new", "breaking news", "bald verfügbar", "neuigkeiten", "nouveauté*",
            "próximamente", "novedades", "novità", "in arrivo", "em breve", "novidades", "binnenkort",
        ),
        1.0: ("news", "latest", "update*", "blog", "aktuell*", "actualités", "noticias",
            "notizie", "notícias"),
    },
    "product": {
        2.0: (
            "pricing", "free trial", "features", "get started", "download the app",
            "app store", "google play",
            "funktionen", "preise", "kostenlos testen", "fonctionnalités", "tarifs", "funcionalidades",
            "precios", "funzionalità", "prezzi", "preços", "functies", "sign up free", "our services",
        ),
        1.0: ("service*", "product*", "solution*", "app", "software", "customers", "leistungen", "produkt*"),
    },
    "portfolio": {
        2.0: (
            "portfolio", "my work", "our work", "selected work*", "recent work*", "case stud*", "i am a",
            "i'm a", "curriculum vitae", "résumé", "resume", "lebenslauf", "mes projets", "proyectos",
            "progetti", "projetos", "projekte", "gallery",
        ),
        1.0: ("project*", "designer", "photograph*", "skills", "freelance*", "experience",
            "about me", "hire me"),
    },
    "information": {
        2.0: (
            "how it works", "how to", "guide", "faq", "frequently asked questions", "report", "results",
            "introduction", "overview", "figure", "table of contents", "abstract", "conclusion*", "method*",
            "einführung", "ergebnisse", "bericht", "anleitung", "rapport", "résultats", "informe",
            "resultados", "relazione", "risultati", "relatório",
        ),
        1.0: ("learn more", "read more", "about us", "über uns", "à propos", "history", "research", "data"),
    },
    "quote": {
        2.0: ("testimonial*", "what our clients say", "what people say", "said",
            "kundenstimmen", "témoignages",
              "testimonios", "testimonianze", "depoimentos"),
        1.0: ("client*", "review*"),
    },
    "invitation": {
        2.0: (
            "you are invited", "you're invited", "invitation", "rsvp", "join us", "wedding", "save the date",
            "einladung", "hochzeit", "wir laden", "mariage", "boda", "invitación", "matrimonio", "invito",
            "convite", "casamento", "uitnodiging", "bruiloft",
        ),
        1.0: ("join", "invite*", "celebrate", "party", "feiern", "fête", "fiesta", "festa"),
    },
    "recruitment": {
        2.0: (
            "we are hiring", "we're hiring", "careers", "job opening*", "join our team", "open positions",
            "apply now", "volunteer*", "stellenangebot*", "karriere", "wir suchen", "recrutement",
            "nous recrutons", "empleo", "trabaja con nosotros", "lavora con noi", "vagas", "vacature*",
        ),
        1.0: ("job*", "career", "apply", "bewerb*", "emploi*"),
    },
}  # fmt: skip
