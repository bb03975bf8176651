//! Tag sets of the language layer: Universal Dependencies parts of speech and relations, Penn
//! Treebank tags.

/// Makes an enum whose variants have a written form each.
macro_rules! tag_set {
    ($(#[$doc:meta])* $name:ident: $($variant:ident = $text:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "each variant is the tag of the same name in its scheme")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// All tags, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The tag as written in CoNLL-U.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The tag written `text`, or `None` for an unknown one.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

tag_set! {
    /// Universal part of speech.
    Upos: Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET",
    Intj = "INTJ", Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN",
    Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
}

tag_set! {
    /// Penn Treebank tag, with the additions of the English web treebank.
    Xpos: Cc = "CC", Cd = "CD", Dt = "DT", Ex = "EX", Fw = "FW", In = "IN", Jj = "JJ", Jjr = "JJR",
    Jjs = "JJS", Ls = "LS", Md = "MD", Nn = "NN", Nnp = "NNP", Nnps = "NNPS", Nns = "NNS",
    Pdt = "PDT", Pos = "POS", Prp = "PRP", PrpS = "PRP$", Rb = "RB", Rbr = "RBR", Rbs = "RBS",
    Rp = "RP", Sym = "SYM", To = "TO", Uh = "UH", Vb = "VB", Vbd = "VBD", Vbg = "VBG", Vbn = "VBN",
    Vbp = "VBP", Vbz = "VBZ", Wdt = "WDT", Wp = "WP", WpS = "WP$", Wrb = "WRB", Stop = ".",
    Comma = ",", Colon = ":", Open = "-LRB-", Close = "-RRB-", Quote = "``", Unquote = "''",
    Dollar = "$", Hyph = "HYPH", Nfp = "NFP", Add = "ADD", Gw = "GW", Afx = "AFX", Xx = "XX",
}

tag_set! {
    /// Universal dependency relation, with the subtypes that English treebanks use.
    Deprel: Root = "root", Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl",
    AdvclRelcl = "advcl:relcl", Advmod = "advmod", Amod = "amod", Appos = "appos", Aux = "aux",
    AuxPass = "aux:pass", Case = "case", Cc = "cc", CcPreconj = "cc:preconj", Ccomp = "ccomp",
    Compound = "compound", CompoundPrt = "compound:prt", Conj = "conj", Cop = "cop",
    Csubj = "csubj", CsubjOuter = "csubj:outer", CsubjPass = "csubj:pass", Dep = "dep", Det = "det",
    DetPredet = "det:predet", Discourse = "discourse", Dislocated = "dislocated", Expl = "expl",
    Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list",
    Mark = "mark", Nmod = "nmod", NmodDesc = "nmod:desc", NmodPoss = "nmod:poss",
    NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj", NsubjOuter = "nsubj:outer",
    NsubjPass = "nsubj:pass", Nummod = "nummod", Obj = "obj", Obl = "obl", OblAgent = "obl:agent",
    OblUnmarked = "obl:unmarked", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct",
    Reparandum = "reparandum", Vocative = "vocative", Xcomp = "xcomp",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_reads_back_as_written() {
        assert!(Upos::ALL.iter().all(|&t| Upos::parse(t.as_str()) == Some(t)));
        assert!(Xpos::ALL.iter().all(|&t| Xpos::parse(t.as_str()) == Some(t)));
        assert!(Deprel::ALL.iter().all(|&t| Deprel::parse(t.as_str()) == Some(t)));
        assert_eq!(Upos::parse("noun"), None);
    }
}
