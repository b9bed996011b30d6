//! model: given sparse rows and labels, gives a classifier and calibrated probabilities. The linfa traits live here.
