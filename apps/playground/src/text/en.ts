import { number } from './number.ts';

/** All words of the page. Numbers come in as they are shown, so that no sentence says more than the page knows. */
export const en = {
  title: 'Why step fails and smooth functions learn',
  lead: 'Small networks learn the same task side by side, from the same random numbers. Only the activation function differs. Everything runs in your browser; nothing is sent anywhere.',
  skip: 'Skip to the race',
  language: 'Language',
  names: { step: 'step', sigmoid: 'sigmoid', relu: 'ReLU', silu: 'SiLU', gelu: 'GELU', own: 'your own function' },
  dataNames: { xor: 'XOR', noisy: 'noisy XOR', circles: 'circles', moons: 'moons', spirals: 'spirals', drawn: 'drawn by hand' },

  tour: {
    heading: 'Guided tour',
    start: 'Take the tour: six short chapters',
    chapter: (chapter: number, title: string) => `Chapter ${chapter}: ${title}`,
    previous: 'Previous chapter',
    next: 'Next chapter',
    leave: 'Leave the tour',
    again: 'Set this chapter up again',
    tryThis: 'Try this',
  },
  chapters: [
    {
      title: 'Step',
      text: 'Each point of XOR is a question, each colour an answer. A step is 1 right of 0 and 0 elsewhere, so its slope is 0 everywhere: the loss may be large, but no hidden weight is told which way to go. The hidden layer of step stands still while the four others move theirs.',
      action: 'Press “Set step’s weights by hand”. The same network answers all four points: steps can say XOR, but they cannot learn it.',
    },
    {
      title: 'Sigmoid',
      text: 'The sigmoid is a step with its edge smeared out. Wherever a unit stands, there is some slope, at most ¼, so every weight learns which way to go, and the network finds XOR.',
      action:
        'Point at the curve below (or use the arrow keys on it) and find the largest slope. The dots under the axis are the hidden units’ inputs: watch them move as it trains.',
    },
    {
      title: 'Tails and depth',
      text: 'Far from 0 the sigmoid is flat, and each layer passes on at most ¼ of the slope, times its weights. Six layers further back little is left: the bars show the gradient that arrives at each one. In these 150 epochs the sigmoid gets nowhere with the circles; ReLU, SiLU and GELU learn them.',
      action: 'Select GELU and compare its bars. Then set the number of hidden layers to 1 and see the sigmoid recover.',
    },
    {
      title: 'ReLU and its corner',
      text: 'ReLU is 0 left of 0 and x right of it: slope 0 or 1, nothing between, and no tail on the right. But left of the corner there is no slope at all. With these first weights, both hidden units end up left of it for every point: they are dead, and no gradient brings them back.',
      action: 'Choose another seed: some networks of two ReLUs learn XOR, most do not. With eight units they nearly always do.',
    },
    {
      title: 'The rounded corner',
      text: 'SiLU and GELU bend where ReLU breaks. Left of 0 a little slope is left, so a unit that lands there can come back. From the same random numbers as in chapter 4, both solve XOR with two units.',
      action: 'Show the curvature f″, and compare the slopes of ReLU and GELU just left of 0.',
    },
    {
      title: 'Your own',
      text: 'An activation is a formula; the slope follows from it. This is Mish, x·tanh(softplus(x)). It is checked as you type, and races beside the others.',
      action: 'Type another: sin(x), x^2, max(x, 0.1*x). Or make one that fails: x > 0 ? 1 : -1.',
    },
  ],

  race: {
    heading: 'The race',
    setting: (data: string, points: number, width: number, depth: number) =>
      `${data}, ${points} points to learn from; ${depth} hidden ${depth === 1 ? 'layer' : 'layers'} of ${width} ${width === 1 ? 'unit' : 'units'}; Adam.`,
    key: 'Orange is answer 0 (round points), blue is answer 1 (square points); where both fade, it is undecided.',
    hollow: 'Hollow points are held back for testing.',
    progress: (epoch: number) => `Going to where the address stands: epoch ${epoch} so far.`,
    epoch: (epoch: number, epochs: number) => `Epoch ${epoch} of ${epochs}`,
    backend: (backend: string) =>
      `trained by ${backend === 'wasm' ? 'WebAssembly' : 'plain JavaScript (this browser has no WebAssembly SIMD)'}, in a thread of its own`,
    play: 'Train',
    pause: 'Pause',
    one: 'One epoch',
    restart: 'Start again',
    speed: 'Epochs per picture',
    right: (right: number, count: number) => `${right} of ${count} right`,
    loss: (loss: number) => `loss ${number(loss)}`,
    test: (right: number, count: number) => `test: ${right} of ${count} right`,
    still: 'hidden layer has not moved',
    moved: (moved: number) => `hidden weights moved by up to ${number(moved)}`,
    select: (name: string) => `Look at ${name} more closely`,
    failed: (epoch: number) =>
      `In epoch ${epoch} its numbers left the range of float32, so it stopped at the last finite weights. Lower the rate.`,
    surface: (name: string, right: number, count: number, loss: number, corners: string) =>
      `Decision surface of ${name}: ${right} of ${count} points right, loss ${number(loss)}. ${corners}`,
    corners: (answers: readonly (0 | 1)[]) =>
      `Answers at the corners: upper left ${answers[0]}, upper right ${answers[1]}, lower left ${answers[2]}, lower right ${answers[3]}.`,
    losses: (lines: string) => `Loss by epoch, on a logarithmic scale. Now: ${lines}.`,
    lossesHeading: 'Loss by epoch (logarithmic)',
    stepBefore: 'step: not trained yet.',
    stepLine: (slope: number, gradient: number, moved: number, right: number, count: number) =>
      `Why step fails: the largest slope in its hidden layers is ${number(slope)}, so the gradient of their weights is ${number(gradient)}, and they have moved by ${number(moved)}. Only the output layer learns, on a hidden layer that stays as it was drawn; that gets ${right} of ${count} right${right === count ? ', by luck of the draw' : ''}.`,
    stepByHand: (right: number, count: number, moved: number) =>
      `Set by hand: the first two hidden units are OR and AND, and the output is “OR, but not AND”. That gets ${right} of ${count} right. Training has moved the hidden weights by ${number(moved)} since: step can say XOR, it cannot learn it.`,
    byHand: 'Set step’s weights by hand',
    byHandWhy: {
      width: 'By hand it takes two hidden units.',
      data: 'The weights by hand are for XOR.',
    },
    done: 'The race is over.',
    summary: (epoch: number, lanes: string) => `Epoch ${epoch}. ${lanes}.`,
    noData: 'There is nothing to learn from: draw at least two points.',
    trouble: (message: string) => `The networks could not be trained: ${message}`,
  },

  card: {
    heading: (name: string) => `The curve of ${name}`,
    choose: 'Activation',
    curvature: 'Show the curvature f″',
    value: 'f, value',
    slope: 'f′, slope',
    second: 'f″, curvature',
    reading: (x: number, value: number, slope: number) => `x = ${number(x)}   f = ${number(value)}   f′ = ${number(slope)}`,
    largest: (slope: number, at: string) => `Largest slope: ${number(slope)}, ${at}.`,
    largestAt: (x: number) => `at x = ${number(x)}`,
    largestFlat: (from: number, to: number) => `everywhere between ${number(from)} and ${number(to)}`,
    largestLeft: 'at the left edge of the picture',
    largestRight: 'at the right edge of the picture',
    units: (count: number, flat: number) =>
      `Under the axis: what enters the ${count === 1 ? 'hidden unit' : `${count} hidden units`} of the network now, a dot for each point. At ${Math.round(flat * 100)} % of the dots the slope is below 0.01.`,
    learnt: (values: readonly (readonly [string, number])[]) =>
      `Drawn with ${values.map(([name, value]) => `${name} = ${number(value)}`).join(', ')}, as the first hidden layer has learnt it so far.`,
    layers: 'A row for each layer, the first on top.',
    outside: (count: number) => `${count} more lie outside the picture.`,
    picture: (name: string, largest: string, dots: string) => `Graph of ${name} with its slope, for x from −6 to 6. ${largest} ${dots}`,
    keys: 'Arrow keys move the reading.',
  },

  depth: {
    heading: 'Depth: the gradient at each layer',
    lead: (name: string) =>
      `How large the gradient of each layer’s weights is in the last step of ${name}, on a logarithmic scale; the output is on the right.`,
    ratio: (name: string, ratio: number) => `The first hidden layer of ${name} gets ${number(ratio)} times the gradient of the last one.`,
    zero: (name: string, count: number, all: number) =>
      `${count === all ? 'No hidden layer' : `${count} of ${all} hidden layers`} of ${name} ${count === all ? 'gets' : 'get no'} ${count === all ? 'any gradient' : 'gradient'}: exactly 0.`,
    one: 'With one hidden layer there is nothing to compare: add layers with the control above.',
    bar: (layer: string, norm: number) => `${layer}: ${number(norm)}`,
    layer: (place: number) => `layer ${place}`,
    output: 'output',
    nothing: 'No step has been taken yet.',
    compare: 'All activations side by side: gradient at the first hidden layer, as a share of the last one’s',
    lane: 'activation',
    share: 'first ÷ last',
  },

  settings: {
    heading: 'Task and networks',
    data: 'Data',
    noise: 'Noise',
    held: 'Held back for testing',
    seed: 'Seed',
    another: 'Another seed',
    width: 'Units in a hidden layer',
    depth: 'Hidden layers',
    scale: 'First weights',
    scales: { '0.2': 'too small (× 0.2)', '1': 'right (× 1)', '4': 'too large (× 4)' } as { readonly [scale: string]: string },
    otherScale: (scale: number) => `× ${scale}`,
    rate: 'Learning rate',
    epochs: 'Epochs',
    outside: (least: number, most: number) => `Expected a number from ${least} to ${most}; the last good one is in use.`,
    whole: (least: number, most: number) => `Expected a whole number from ${least} to ${most}; the last good one is in use.`,
    rateHigh: 'A rate this high lets most networks jump about instead of learning.',
  },

  draw: {
    heading: 'Draw points',
    how: 'Click to put a point where you like. With the keyboard: arrow keys move the cross, Enter or Space puts a point, Backspace takes the last one away.',
    label: 'Class of new points',
    zero: '0, round and orange',
    one: '1, square and blue',
    undo: 'Take the last point away',
    clear: 'Clear all points',
    picture: (zeros: number, ones: number, x: number, y: number) =>
      `Drawing field with ${zeros} ${zeros === 1 ? 'point' : 'points'} of class 0 and ${ones} of class 1. The cross is at ${number(x)}, ${number(y)}.`,
    full: (most: number) => `${most} points are as many as an address can carry.`,
  },

  own: {
    heading: 'Your own activation',
    label: 'f(x) =',
    placeholder: 'x * tanh(softplus(x))',
    help: 'Operators + − * / ^, comparisons and a ? b : c; functions abs cos erf exp log max min relu sigmoid sin softplus sqrt tanh and others. Any other name is a parameter that training learns, from 1 on.',
    join: 'Let it race',
    leave: 'Take it out of the race',
    racing: 'It is in the race.',
    empty: 'Type a formula: it is read as you type, and drawn with its slope.',
    good: 'This is a formula.',
    learns: (names: string) => `Training also learns ${names}.`,
    unusable: (message: string) => `No network can be made of it: ${message}`,
    checks: 'Checks',
    facts: (range: string, slope: string, smooth: boolean, monotonic: boolean) =>
      `Range ${range}; ${slope}; ${smooth ? 'smooth' : 'not smooth'}; ${monotonic ? 'never turns back' : 'rises and falls'}.`,
    slopeFact: (slope: string, at: string) => `largest slope ${slope} at ${at}`,
    passed: 'Nothing found: finite for the float32 numbers tried, NaN stays NaN, limits, slope and curvature agree with differences.',
    found: (count: number) => `${count} ${count === 1 ? 'finding' : 'findings'}, in the words of the kit:`,
    checking: 'Checking …',
    picture: (text: string) => `Graph of ${text} and its slope for x from −6 to 6.`,
  },

  inside: {
    heading: 'Look inside',
    open: 'Look inside the network',
    lead: (name: string) =>
      `Every hidden unit of ${name} with its own surface: the stronger the blue, the more it gives; orange is below 0.`,
    layer: (place: number) => `Hidden layer ${place}`,
    output: 'Output layer',
    unit: (unit: number) => `unit ${unit}`,
    states: { alive: 'alive', dead: 'dead', saturated: 'saturated' },
    statesMean: 'Dead: its slope is 0 at every point. Saturated: its slope is below 0.01 at every point.',
    surface: (layer: number, unit: number, state: string, least: number, most: number) =>
      `Unit ${unit} of layer ${layer}: ${state}; it gives from ${number(least)} to ${number(most)} over the plane.`,
    weights: 'Weights',
    weightsHow: 'Change a number to change the weight; training pauses. Ctrl+Z takes the last change back.',
    from: (source: string) => `from ${source}`,
    input: ['x', 'y'],
    bias: 'bias',
    weightLabel: (layer: string, unit: number, source: string) => `${layer}, unit ${unit}, ${source}`,
    undo: (count: number) => `Undo the last change by hand (${count})`,
    notNumber: 'Expected a number from −1000 to 1000.',
    stepHeading: 'One example, step by step',
    example: 'Point',
    stepOf: (step: number, steps: number) => `Step ${step} of ${steps}`,
    back: 'Back',
    forth: 'Next',
    enter: (x: number, y: number, label: number) => `The point (${number(x)}, ${number(y)}) enters. Its answer should be ${label}.`,
    forward: (layer: string) => `${layer}, forward: z = input · weights + bias, then f(z), with the slope f′(z) kept for the way back.`,
    lossAt: (p: number, label: number, loss: number) =>
      `The output’s probability of 1 is ${number(p)}, the answer is ${label}: the loss is ${number(loss)}.`,
    lossBack: (slope: number) => `The slope of the loss in the output z is p − answer = ${number(slope)}. It starts the way back.`,
    backward: (layer: string) =>
      `${layer}, back: the gradient that arrives, times f′(z), is the gradient of z and of the bias; times each input it is the gradient of the weight.`,
    stopped: 'Every gradient here is 0: nothing in this layer, or before it, learns from this point.',
    columns: { unit: 'unit', z: 'z', value: 'f(z)', slope: 'f′(z)', arriving: 'arriving', delta: 'gradient of z' },
  },

  take: {
    heading: 'Take it along',
    address: 'Address of what is seen',
    copyAddress: 'Copy the address',
    addressHow: 'It holds all settings, the seed and the changes by hand. Elsewhere it gives the same run, bit for bit.',
    runningAddress: 'While the networks run, the address begins the run anew; pause, and it holds the epoch too.',
    fingerprint: (name: string, fingerprint: string) => `Fingerprint of ${name}’s weights: ${fingerprint}`,
    what: 'The network as',
    pauseFirst: 'Pause the race, or wait for its end: then the weights stand still and can be written down.',
    program: 'TypeScript program',
    json: 'JSON',
    standalone: 'function without dependencies',
    install: (packages: string) => `Needs npm install ${packages}`,
    copy: 'Copy',
    save: 'Save as a file',
    picture: 'Save a picture',
    copied: 'Copied.',
    notCopied: 'The browser does not allow copying; select the text instead.',
  },

  problems: {
    heading: 'Parts of the address could not be read, so the usual values are used:',
    item: (name: string, text: string) => `${name}=${text}`,
    dismiss: 'All right',
  },
  noWorker: 'This browser cannot run the page: it needs module workers.',
};

export type Texts = typeof en;
