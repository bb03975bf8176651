//! Every form of a small reading: its columns, its escapes, and what a public one leaves out.

use rashomon::{Pipeline, ReadOptions, v1};
use rashomon_export::{Form, Profile, write};
use serde_json::Value;

const TEXTS: [&str; 3] = [
    "The militia captured the old port of Basra on Monday, a driver, Samir Haddad, said. At least 12 people were \
     killed in the shelling of Basra on Tuesday, according to a doctor.",
    "The army denied that the militia had captured the old port of Basra on Monday. Samir Haddad told the paper \
     that clashes broke out in Basra on Wednesday.",
    "=cmd|' /C calc'!A0 was shelled in Basra on Monday, <script>alert(1)</script> residents said.",
];

fn reading() -> v1::Reading {
    let pipeline = Pipeline::bundled();
    let options = |n: usize| ReadOptions {
        published: "2031-05-09".parse().ok(),
        outlet: Some(["Radio Tarsh", "=Levant Post", "<b>Wire</b>"][n].into()),
        ..ReadOptions::default()
    };
    let reports: Vec<_> =
        TEXTS.iter().enumerate().map(|(n, t)| pipeline.read(t.as_bytes(), &options(n))).collect();
    let reconciled = pipeline.reconcile(&reports);
    v1::Reading::new(&reports, &[], &reconciled)
}

fn text(form: Form, profile: Profile) -> String {
    String::from_utf8(write(&reading(), form, profile, "The <old> port")).expect("UTF-8")
}

/// The rows of a table, each with its cells by name.
fn rows(form: Form) -> (Vec<String>, Vec<Vec<String>>) {
    let table = text(form, Profile::Internal);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().expect("names").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect());
    (names, rows.collect())
}

#[test]
fn the_reading_has_claims_to_export() {
    let reading = reading();
    assert!(reading.reports.iter().map(|r| r.claims.len()).sum::<usize>() >= 4, "{reading:?}");
}

#[test]
fn claims_are_rows_and_lines() {
    let claims: usize = reading().reports.iter().map(|r| r.claims.len()).sum();
    let (names, rows) = rows(Form::ClaimsCsv);
    assert_eq!(rows.len(), claims);
    let quote = names.iter().position(|n| n == "quote").expect("a column");
    let (start, end) = (quote + 1, quote + 2);
    for (row, at) in
        rows.iter().zip(reading().reports.iter().flat_map(|r| r.claims.iter().map(move |c| (r, c))))
    {
        let told: Vec<char> = at.0.text.chars().collect();
        let range = row[start].parse().expect("a number")..row[end].parse().expect("a number");
        assert_eq!(told[range].iter().collect::<String>(), at.1.quote);
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '@', '+'])), "{row:?}");
    }
    let lines = text(Form::ClaimsJsonl, Profile::Internal);
    assert_eq!(lines.lines().count(), claims);
    assert!(
        lines
            .lines()
            .all(|l| serde_json::from_str::<Value>(l).is_ok_and(|v| v["claim"]["quote"].is_string()))
    );
}

#[test]
fn acled_has_its_31_columns_and_ids_of_ours() {
    let (names, rows) = rows(Form::Acled);
    assert_eq!((names.len(), names[0].as_str(), names[30].as_str()), (31, "event_id_cnty", "timestamp"));
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row[0].starts_with("RASHOMON-r"), "{row:?}");
        assert_eq!(row[1].get(..4), Some(row[2].as_str()));
        assert_eq!(row[17], "Iraq");
        // Nothing is counted that nobody told.
        assert_ne!(row[28], "0");
    }
}

#[test]
fn ged_has_its_49_columns_and_says_who_told_it_first() {
    let (names, rows) = rows(Form::Ged);
    assert_eq!((names.len(), names[23].as_str()), (49, "source_original"));
    let row = rows.first().expect("an event with dead");
    assert!(row[0].starts_with("RASHOMON-r") && row[23].contains("doctor"), "{row:?}");
    assert_eq!((row[45].as_str(), row[46].as_str()), ("12", "12"));
}

#[test]
fn hxl_has_a_row_of_hashtags() {
    let (_, rows) = rows(Form::Hxl);
    assert!(rows[0].iter().all(|tag| tag.starts_with('#')), "{rows:?}");
    assert!(rows.len() > 2);
}

#[test]
fn maps_hold_only_points_that_are_known() {
    let map: Value = serde_json::from_str(&text(Form::GeoJson, Profile::Internal)).expect("JSON");
    let features = map["features"].as_array().expect("features");
    assert!(!features.is_empty());
    for feature in features {
        let geometry = &feature["geometry"];
        assert!(
            geometry.is_null()
                || geometry["coordinates"][0].as_f64().is_some_and(|lon| (47.0..48.5).contains(&lon)),
            "{feature}"
        );
    }
    let kml = text(Form::Kml, Profile::Internal);
    assert_eq!(kml.matches("<Placemark>").count(), kml.matches("</Placemark>").count());
    assert!(!kml.contains("<script>"));
}

#[test]
fn pages_escape_what_reports_say() {
    let html = text(Form::Html, Profile::Internal);
    assert!(
        html.contains("The &lt;old&gt; port") && !html.contains("<script>") && !html.contains("<b>Wire"),
        "{html}"
    );
    let markdown = text(Form::Markdown, Profile::Internal);
    assert!(markdown.contains("# The \\<old\\> port") && !markdown.contains("<script>"), "{markdown}");
    assert!(markdown.contains("Disputes") == reading().questions.iter().any(|q| !q.disputes.is_empty()));
}

#[test]
fn a_public_export_names_no_private_person() {
    assert!(text(Form::ClaimsCsv, Profile::Internal).contains("Samir Haddad"));
    for form in [
        Form::ClaimsCsv,
        Form::ClaimsJsonl,
        Form::Json,
        Form::GeoJson,
        Form::Kml,
        Form::Markdown,
        Form::Html,
        Form::Acled,
        Form::Control,
        Form::Ged,
        Form::Hxl,
        Form::WebAnnotation,
        Form::Provenance,
    ] {
        let public = text(form, Profile::Public);
        assert!(!public.contains("Haddad") && !public.contains("Samir"), "{form:?}: {public}");
    }
}

#[test]
fn points_are_coarser_for_partners() {
    let decimals = |profile| {
        let map: Value = serde_json::from_str(&text(Form::GeoJson, profile)).expect("JSON");
        let points = map["features"].as_array().expect("features").iter();
        let digits = points.filter_map(|f| f["geometry"]["coordinates"][0].as_f64());
        digits.map(|d| d.to_string().split_once('.').map_or(0, |(_, d)| d.len())).max().expect("a point")
    };
    assert!(decimals(Profile::Internal) > 2);
    assert!(decimals(Profile::Partner) <= 2);
    assert!(decimals(Profile::Public) <= 1);
}

#[test]
fn annotations_find_their_quote() {
    let page: Value = serde_json::from_str(&text(Form::WebAnnotation, Profile::Internal)).expect("JSON");
    assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
    for item in page["items"].as_array().expect("items") {
        let selectors = item["target"]["selector"].as_array().expect("selectors");
        let quote = selectors.iter().find(|s| s["type"] == "TextQuoteSelector").expect("a quote");
        let whole = format!(
            "{}{}{}",
            quote["prefix"].as_str().expect("text"),
            quote["exact"].as_str().expect("text"),
            quote["suffix"].as_str().expect("text")
        );
        assert!(TEXTS.iter().any(|t| t.contains(&whole)), "{whole}");
    }
}

#[test]
fn names_tell_forms() {
    for (name, form) in [
        ("claims.csv", Some(Form::ClaimsCsv)),
        ("may-acled.csv", Some(Form::Acled)),
        ("x.csv", None),
        ("map.geojson", Some(Form::GeoJson)),
        ("r.HTML", Some(Form::Html)),
        ("myclaims.csv", None),
        ("a.webannotation.jsonld", Some(Form::WebAnnotation)),
    ] {
        assert_eq!(Form::of(name), form, "{name}");
    }
}

#[test]
fn columns_hold_what_the_table_holds() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;
    let (names, rows) = rows(Form::ClaimsCsv);
    let bytes = write(&reading(), Form::Parquet, Profile::Internal, "");
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a file");
    let found: Vec<_> = file.get_row_iter(None).expect("rows").map(|r| r.expect("a row")).collect();
    assert_eq!(found.len(), rows.len());
    let column = |name: &str| names.iter().position(|n| n == name).expect("a column");
    for (row, cells) in found.iter().zip(&rows) {
        assert_eq!(row.get_string(column("id")).expect("text"), &cells[column("id")]);
        assert_eq!(row.get_double(column("start")).expect("a number").to_string(), cells[column("start")]);
        // What is not told is null.
        assert_eq!(row.get_string(column("count_kind")).is_err(), cells[column("count_kind")].is_empty());
    }
}

#[test]
fn a_workbook_holds_what_the_table_holds() {
    use calamine::{Data, Reader as _};
    let (_, rows) = rows(Form::ClaimsCsv);
    let bytes = write(&reading(), Form::Xlsx, Profile::Internal, "");
    assert_eq!(bytes, write(&reading(), Form::Xlsx, Profile::Internal, ""), "not the same bytes again");
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["claims", "about"]);
    let sheet = book.worksheet_range("claims").expect("a sheet");
    assert_eq!(sheet.height(), rows.len() + 1);
    for (found, cells) in sheet.rows().skip(1).zip(&rows) {
        assert_eq!(found[0], Data::String(cells[0].clone()));
        assert_eq!(found[9].to_string(), cells[9], "where the quote begins");
        assert!(matches!(found[9], Data::Float(_)));
    }
    let formulas = book.worksheet_formula("claims").expect("a sheet");
    assert!(formulas.rows().flatten().all(String::is_empty));
}

#[test]
fn entities_and_reviews_name_what_they_are_about() {
    let entities: Vec<Value> = text(Form::FollowTheMoney, Profile::Internal)
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    let of = |schema: &str| entities.iter().filter(|e| e["schema"] == schema).collect::<Vec<_>>();
    let claims: usize = reading().reports.iter().map(|r| r.claims.len()).sum();
    assert_eq!((of("Article").len(), of("Event").len()), (3, claims));
    let ids: Vec<&Value> = entities.iter().map(|e| &e["id"]).collect();
    for event in of("Event") {
        assert!(ids.contains(&&event["properties"]["proof"][0]), "{event}");
        for actor in event["properties"]["involved"].as_array().into_iter().flatten() {
            assert!(ids.contains(&actor), "{event}");
        }
    }
    let reviews: Value = serde_json::from_str(&text(Form::ClaimReview, Profile::Internal)).expect("JSON");
    let reviews = reviews["@graph"].as_array().expect("a list");
    assert!(!reviews.is_empty());
    for review in reviews {
        assert!(review["reviewRating"]["ratingValue"].is_null(), "no winner is picked: {review}");
        assert!(review["itemReviewed"]["appearance"][0]["text"].is_string(), "{review}");
    }
}

#[test]
fn only_those_inside_see_who_decided_what() {
    use rashomon::v1::{Decided, Judgement, Verdict};
    let mut reading = reading();
    let judgement =
        Judgement { reviewer: "Ana Marwan".into(), on: None, verdict: Verdict::Note { text: "x".into() } };
    reading.judgements.push(Decided { record: 9, at: "2031-05-10T00:00:00Z".into(), judgement });
    for (profile, seen) in [(Profile::Internal, true), (Profile::Partner, false), (Profile::Public, false)] {
        let text = String::from_utf8(write(&reading, Form::Json, profile, "")).expect("UTF-8");
        assert_eq!(text.contains("Ana Marwan"), seen, "{profile:?}");
    }
}
