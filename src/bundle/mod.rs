//! bundle: the fitted normalizer, segmenter, vectorizer, model, calibration and card, to and from one sealed file.
