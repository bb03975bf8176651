//! Steps down the gradient.
//!
//! Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1;
//! the mean of all weights over time is what is kept in the end.

use crate::network::Weights;

pub(crate) struct Adam {
    first: Weights,
    second: Weights,
    /// The moving mean of the weights.
    pub(crate) mean: Weights,
    steps: i32,
}

const BETA: (f32, f32) = (0.9, 0.98);
const EPSILON: f32 = 1e-8;
/// Largest length of a whole gradient.
const LONGEST: f32 = 3.0;
/// What the mean keeps of itself a step.
const KEEP: f32 = 0.998;

impl Adam {
    pub(crate) fn new(weights: &Weights, zeros: &Weights) -> Self {
        Self { first: zeros.clone(), second: zeros.clone(), mean: weights.clone(), steps: 0 }
    }

    /// Changes the weights by a gradient, at a rate.
    pub(crate) fn step(&mut self, weights: &mut Weights, grads: &Weights, rate: f32) {
        self.steps += 1;
        let length: f32 = grads.matrices().iter().flat_map(|m| &m.data).map(|g| g * g).sum::<f32>().sqrt();
        let shrink = if length > LONGEST { LONGEST / length } else { 1.0 };
        let (one, two) = (1.0 - BETA.0.powi(self.steps), 1.0 - BETA.1.powi(self.steps));
        let keep = KEEP.min((self.steps as f32 + 1.0) / (self.steps as f32 + 10.0));
        let all = weights.matrices_mut().into_iter().zip(grads.matrices());
        let moments = self.first.matrices_mut().into_iter().zip(self.second.matrices_mut());
        for (((w, g), (m, v)), mean) in all.zip(moments).zip(self.mean.matrices_mut()) {
            let numbers =
                w.data.iter_mut().zip(&g.data).zip(m.data.iter_mut().zip(&mut v.data)).zip(&mut mean.data);
            for (((w, g), (m, v)), mean) in numbers {
                let g = g * shrink;
                *m = BETA.0 * *m + (1.0 - BETA.0) * g;
                *v = BETA.1 * *v + (1.0 - BETA.1) * g * g;
                *w -= rate * (*m / one) / ((*v / two).sqrt() + EPSILON);
                *mean = keep * *mean + (1.0 - keep) * *w;
            }
        }
    }
}
