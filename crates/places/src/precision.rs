//! How exact a location is, in the terms of the two large event data sets.

use rashomon_model::{PlaceKind, Precision, Relative};

/// ACLED's `geo_precision` of a place: 1 an exact place (a town counts as one), 2 a part of a region
/// or near a town, 3 a larger region or a country told by its capital.
///
/// # Source
/// ACLED codebook, "geo_precision".
/// # Examples
/// ```
/// use rashomon_model::{Precision, Relative};
/// use rashomon_places::acled_geo_precision;
/// assert_eq!(acled_geo_precision(Precision::City, Relative::At), 1);
/// assert_eq!(acled_geo_precision(Precision::City, Relative::Near { km: Some(50.0), bearing: None }), 2);
/// assert_eq!(acled_geo_precision(Precision::Country, Relative::At), 3);
/// ```
pub fn acled_geo_precision(precision: Precision, relative: Relative) -> u8 {
    match (precision, relative) {
        (Precision::Region, Relative::PartOf) => 2,
        (Precision::Region | Precision::Country, _) => 3,
        (Precision::Near, _) | (_, Relative::Near { .. }) => 2,
        (Precision::Exact | Precision::Quarter | Precision::City, _) => 1,
    }
}

/// UCDP GED's `where_prec` of a place: 1 exact, 2 within about 25 km of a point, 3 second-order
/// division, 4 first-order division, 5 a line or a fuzzy area, 6 country, 7 international waters or
/// air.
///
/// `first_order` tells whether a region is a first-order division (province) or one below it.
/// # Source
/// UCDP GED codebook, "where_prec"; Sundberg and Melander, Journal of Peace Research 50(4), 2013.
/// # Examples
/// ```
/// use rashomon_model::{PlaceKind, Precision, Relative};
/// use rashomon_places::ucdp_where_prec;
/// assert_eq!(ucdp_where_prec(PlaceKind::City, Precision::City, Relative::At, false), 1);
/// assert_eq!(ucdp_where_prec(PlaceKind::Region, Precision::Region, Relative::At, true), 4);
/// assert_eq!(ucdp_where_prec(PlaceKind::Border, Precision::Region, Relative::At, false), 5);
/// ```
pub fn ucdp_where_prec(kind: PlaceKind, precision: Precision, relative: Relative, first_order: bool) -> u8 {
    match (kind, precision, relative) {
        (PlaceKind::Continent, ..) => 7,
        (PlaceKind::Country, _, Relative::PartOf) | (PlaceKind::Border | PlaceKind::Natural, ..) => 5,
        (PlaceKind::Country, ..) | (_, Precision::Country, _) => 6,
        (_, Precision::Region, _) => {
            if first_order {
                4
            } else {
                3
            }
        }
        (_, _, Relative::Near { km: Some(km), .. }) if km > 25.0 => 5,
        (_, Precision::Near, _) | (_, _, Relative::Near { .. }) => 2,
        (_, Precision::Exact | Precision::Quarter | Precision::City, _) => 1,
    }
}
