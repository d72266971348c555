"""The usual Python parts that tell what a review thinks, to be timed beside Plaudit's whole reading.

VADER's polarity of each sentence (vaderSentiment, the original of NLTK's: its list of words comes with the package),
scikit-learn's tf-idf of words and pairs with a ridge for the score, spaCy's tokens and sentences with rules for aspects
(PhraseMatcher) and for names (EntityRuler on capitalized words). Models are made once, before the clock starts; spaCy's
statistical parts, which would find more and take far longer, are left out.
"""

import spacy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from spacy.matcher import PhraseMatcher
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

ASPECTS = {
    "story": "plot story script screenplay narrative structure writing",
    "acting": "acting performance performances cast actor actress role",
    "direction": "direction director directing filmmaking",
    "visuals": "cinematography visuals photography camera look imagery",
    "music": "music score soundtrack songs",
    "editing": "editing pacing pace cutting",
    "humour": "humor humour comedy jokes laughs funny",
    "tone": "tone mood atmosphere tension suspense",
    "ending": "ending finale climax conclusion",
    "characters": "character characters protagonist hero villain",
}


class Judgement:
    def __init__(self, texts):
        self.vader = SentimentIntensityAnalyzer()
        self.nlp = spacy.blank("en")
        self.nlp.add_pipe("sentencizer")
        shape = {"SHAPE": {"IN": ["Xxxxx", "Xxxx", "Xxx"]}}
        self.nlp.add_pipe("entity_ruler").add_patterns([{"label": "NAME", "pattern": [shape, shape]}])
        self.aspects = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        for aspect, words in ASPECTS.items():
            self.aspects.add(aspect, [self.nlp.make_doc(word) for word in words.split()])
        self.tfidf = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        # What it predicts does not matter to the clock: the length stands in for the grade.
        self.ridge = Ridge().fit(self.tfidf.fit_transform(texts), [float(len(text) % 100) for text in texts])

    def __call__(self, text):
        doc = self.nlp(text)
        opinions = []
        for sentence in doc.sents:
            polarity = self.vader.polarity_scores(sentence.text)["compound"]
            for match, _, _ in self.aspects(sentence):
                opinions.append((self.nlp.vocab.strings[match], polarity))
        score = self.ridge.predict(self.tfidf.transform([text]))[0]
        return score, opinions, doc.ents
