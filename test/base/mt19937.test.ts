import { expect, test } from 'vitest';
import { drawChoice, drawFraction, seedTwister } from '../../src/base/mt19937.ts';

// What Python 3 gives for random.seed(SEED) and int(random.random() * 1000001), or random.choice(range(5)).
test.each([
  [0, [844422, 757955, 420572], [3, 3, 0, 2, 4, 3]],
  [1, [134364, 847434, 763775], [1, 4, 0, 2, 0, 3]],
  [12345, [416620, 10169, 825207], [3, 0, 2, 2, 1, 2]],
  [4294967295, [635358, 203200, 607367], [4, 1, 1, 4, 4, 2]],
])('draws with seed %i what Python draws', (seed, fractions, choices) => {
  const first = seedTwister(seed);
  expect(fractions.map(() => Math.floor(drawFraction(first) * 1000001))).toEqual(fractions);
  const second = seedTwister(seed);
  expect(choices.map(() => drawChoice(second, 5))).toEqual(choices);
});

test('goes on as Python does when its words are used up', () => {
  const twister = seedTwister(7);
  let last = 0;
  for (let count = 0; count < 1000; count++) last = drawFraction(twister);
  expect(last).toBe(0.37786262968738116);
});
