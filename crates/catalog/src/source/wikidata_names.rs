//! What common entities of Wikidata are: classes of films, genres, countries, languages.
//!
//! Small tables, so that the dump's labels of everything need not be kept to name a country. What is not in them is
//! left out of a film's row.

/// Classes whose instances are films: film, its common kinds, and the genres that are used as classes.
pub(super) const FILMS: &[u32] = &[
    11424, 24862, 24869, 93204, 130232, 157394, 157443, 172980, 188473, 200092, 202866, 226730, 229390,
    319221, 369747, 459290, 471839, 506240, 645928, 842256, 859369, 860626, 959790, 1054574, 1361932,
    2143665, 2484376, 17013749, 17517379, 20650540, 29168811,
];

/// Genres.
const GENRES: &[(u32, &str)] = &[
    (24862, "Short"),
    (93204, "Documentary"),
    (130232, "Drama"),
    (157394, "Fantasy"),
    (157443, "Comedy"),
    (172980, "Western"),
    (185867, "Film Noir"),
    (188473, "Action"),
    (200092, "Horror"),
    (202866, "Animation"),
    (226730, "Silent"),
    (319221, "Adventure"),
    (369747, "War"),
    (471839, "Science Fiction"),
    (645928, "Biography"),
    (842256, "Musical"),
    (853630, "Slasher"),
    (859369, "Comedy Drama"),
    (860626, "Romantic Comedy"),
    (959790, "Crime"),
    (1033891, "Martial Arts"),
    (1054574, "Romance"),
    (1146335, "Teen"),
    (1200678, "Mystery"),
    (1361932, "Family"),
    (1535153, "Superhero"),
    (2143665, "Family"),
    (2484376, "Thriller"),
    (17013749, "History"),
];

/// Countries, those that are no more among them.
const COUNTRIES: &[(u32, &str)] = &[
    (16, "Canada"),
    (17, "Japan"),
    (20, "Norway"),
    (27, "Ireland"),
    (28, "Hungary"),
    (29, "Spain"),
    (30, "United States"),
    (31, "Belgium"),
    (32, "Luxembourg"),
    (33, "Finland"),
    (34, "Sweden"),
    (35, "Denmark"),
    (36, "Poland"),
    (37, "Lithuania"),
    (38, "Italy"),
    (39, "Switzerland"),
    (40, "Austria"),
    (41, "Greece"),
    (43, "Turkey"),
    (45, "Portugal"),
    (55, "Netherlands"),
    (77, "Uruguay"),
    (79, "Egypt"),
    (96, "Mexico"),
    (142, "France"),
    (145, "United Kingdom"),
    (148, "China"),
    (155, "Brazil"),
    (159, "Russia"),
    (183, "Germany"),
    (189, "Iceland"),
    (191, "Estonia"),
    (211, "Latvia"),
    (212, "Ukraine"),
    (213, "Czech Republic"),
    (214, "Slovakia"),
    (215, "Slovenia"),
    (218, "Romania"),
    (219, "Bulgaria"),
    (221, "North Macedonia"),
    (222, "Albania"),
    (224, "Croatia"),
    (225, "Bosnia and Herzegovina"),
    (227, "Azerbaijan"),
    (229, "Cyprus"),
    (230, "Georgia"),
    (232, "Kazakhstan"),
    (241, "Cuba"),
    (252, "Indonesia"),
    (258, "South Africa"),
    (262, "Algeria"),
    (298, "Chile"),
    (334, "Singapore"),
    (399, "Armenia"),
    (403, "Serbia"),
    (408, "Australia"),
    (414, "Argentina"),
    (419, "Peru"),
    (664, "New Zealand"),
    (668, "India"),
    (717, "Venezuela"),
    (739, "Colombia"),
    (794, "Iran"),
    (796, "Iraq"),
    (801, "Israel"),
    (810, "Jordan"),
    (822, "Lebanon"),
    (833, "Malaysia"),
    (843, "Pakistan"),
    (854, "Sri Lanka"),
    (858, "Syria"),
    (865, "Taiwan"),
    (869, "Thailand"),
    (881, "Vietnam"),
    (884, "South Korea"),
    (902, "Bangladesh"),
    (928, "Philippines"),
    (948, "Tunisia"),
    (1028, "Morocco"),
    (1033, "Nigeria"),
    (1041, "Senegal"),
    (8646, "Hong Kong"),
    (15180, "Soviet Union"),
    (16957, "East Germany"),
    (33946, "Czechoslovakia"),
    (36704, "Yugoslavia"),
    (713750, "West Germany"),
];

/// Languages.
const LANGUAGES: &[(u32, &str)] = &[
    (150, "French"),
    (188, "German"),
    (256, "Turkish"),
    (294, "Icelandic"),
    (652, "Italian"),
    (809, "Polish"),
    (1321, "Spanish"),
    (1412, "Finnish"),
    (1568, "Hindi"),
    (1571, "Marathi"),
    (1617, "Urdu"),
    (1860, "English"),
    (5146, "Portuguese"),
    (5287, "Japanese"),
    (5885, "Tamil"),
    (6654, "Croatian"),
    (7026, "Catalan"),
    (7411, "Dutch"),
    (7737, "Russian"),
    (7850, "Chinese"),
    (7913, "Romanian"),
    (7918, "Bulgarian"),
    (8097, "Telugu"),
    (8108, "Georgian"),
    (8641, "Yiddish"),
    (8785, "Armenian"),
    (8798, "Ukrainian"),
    (9027, "Swedish"),
    (9035, "Danish"),
    (9043, "Norwegian"),
    (9056, "Czech"),
    (9058, "Slovak"),
    (9063, "Slovene"),
    (9067, "Hungarian"),
    (9072, "Estonian"),
    (9078, "Latvian"),
    (9083, "Lithuanian"),
    (9129, "Greek"),
    (9142, "Irish"),
    (9168, "Persian"),
    (9176, "Korean"),
    (9186, "Cantonese"),
    (9192, "Mandarin"),
    (9199, "Vietnamese"),
    (9217, "Thai"),
    (9237, "Malay"),
    (9240, "Indonesian"),
    (9288, "Hebrew"),
    (9299, "Serbian"),
    (9301, "Serbo-Croatian"),
    (9610, "Bengali"),
    (13955, "Arabic"),
    (33673, "Kannada"),
    (34057, "Tagalog"),
    (36236, "Malayalam"),
    (58635, "Punjabi"),
    (727694, "Mandarin"),
];

/// Is this a class of films?
pub(super) fn is_film(class: u32) -> bool {
    FILMS.binary_search(&class).is_ok()
}

/// The genre in English.
pub(super) fn genre(entity: u32) -> Option<&'static str> {
    named(GENRES, entity)
}

/// The country in English.
pub(super) fn country(entity: u32) -> Option<&'static str> {
    named(COUNTRIES, entity)
}

/// The language in English.
pub(super) fn language(entity: u32) -> Option<&'static str> {
    named(LANGUAGES, entity)
}

fn named(table: &[(u32, &'static str)], entity: u32) -> Option<&'static str> {
    table.binary_search_by_key(&entity, |row| row.0).ok().map(|at| table[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order() {
        assert!(FILMS.is_sorted());
        for table in [GENRES, COUNTRIES, LANGUAGES] {
            assert!(table.is_sorted_by_key(|row| row.0));
        }
        assert_eq!(country(30), Some("United States"));
        assert_eq!(genre(1), None);
    }
}
