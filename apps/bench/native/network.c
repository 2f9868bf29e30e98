/* ReLU network with softmax cross-entropy and Adam, products by BLAS: -DSIZES=784,256,128,10 -DBATCH=64 -DTRAIN=1. */
#include <cblas.h>
#include <math.h>
#include <string.h>

static const int sizes[] = {SIZES};
enum { LAYERS = sizeof sizes / sizeof *sizes - 1, MOST = 64 };
static float *weight[MOST], *bias[MOST], *gw[MOST], *gb[MOST], *m[MOST], *s[MOST], *mb[MOST], *sb[MOST], *a[MOST], *d[MOST];
static float *input, *target;
static int rows, next;
static long steps;
static double last;
static float rate;

static float *array(long count) { return aligned_alloc(64, (count * 4 + 63) / 64 * 64); }
static float *zeros(long count) { return memset(array(count), 0, count * 4); }

static void setup(int count, char **arguments) {
  (void)count;
  rate = atof(arguments[2]);
  rows = atoi(arguments[3]);
  input = array((long)rows * sizes[0]), target = array(rows);
  FILE *file = fopen(arguments[1], "rb");
  if (fread(input, 4, (long)rows * sizes[0], file) == 0) exit(1);
  if (TRAIN && fread(target, 4, rows, file) == 0) exit(1);
  fclose(file);
  srand(1);
  for (int l = 0; l < LAYERS; l++) {
    long size = (long)sizes[l] * sizes[l + 1];
    weight[l] = array(size), bias[l] = zeros(sizes[l + 1]), gw[l] = zeros(size), gb[l] = zeros(sizes[l + 1]);
    m[l] = zeros(size), s[l] = zeros(size), mb[l] = zeros(sizes[l + 1]), sb[l] = zeros(sizes[l + 1]);
    for (long i = 0; i < size; i++) weight[l][i] = (2.0f * rand() / RAND_MAX - 1) * sqrtf(3.0f / sizes[l]);
    a[l] = array((long)BATCH * sizes[l + 1]), d[l] = array((long)BATCH * sizes[l + 1]);
  }
}

static void forward(const float *x) {
  for (int l = 0; l < LAYERS; l++) {
    int from = sizes[l], to = sizes[l + 1];
    for (int i = 0; i < BATCH; i++) memcpy(a[l] + (long)i * to, bias[l], to * 4);
    if (BATCH == 1) cblas_sgemv(CblasRowMajor, CblasTrans, from, to, 1, weight[l], to, x, 1, 1, a[l], 1);
    else cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, BATCH, to, from, 1, x, from, weight[l], to, 1, a[l], to);
    if (l < LAYERS - 1)
      for (long i = 0; i < (long)BATCH * to; i++) a[l][i] = a[l][i] > 0 ? a[l][i] : 0;
    x = a[l];
  }
}

static void adam(float *restrict p, const float *restrict g, float *restrict mean, float *restrict square, long count, float r, float e) {
  for (long i = 0; i < count; i++) {
    mean[i] = 0.9f * mean[i] + 0.1f * g[i];
    square[i] = 0.999f * square[i] + 0.001f * g[i] * g[i];
    p[i] -= r * mean[i] / (sqrtf(square[i]) + e);
  }
}

static void step(void) {
  const float *x = input + (long)next * sizes[0], *t = target + next;
  next = next + 2 * BATCH <= rows ? next + BATCH : 0;
  forward(x);
  int classes = sizes[LAYERS];
  last = 0;
  for (int i = 0; i < BATCH; i++) {
    float *z = a[LAYERS - 1] + i * classes, *delta = d[LAYERS - 1] + i * classes, top = z[0], sum = 0;
    for (int k = 1; k < classes; k++) top = z[k] > top ? z[k] : top;
    for (int k = 0; k < classes; k++) sum += delta[k] = expf(z[k] - top);
    last += logf(sum) + top - z[(int)t[i]];
    for (int k = 0; k < classes; k++) delta[k] = (delta[k] / sum - (k == (int)t[i])) / BATCH;
  }
  last /= BATCH;
  for (int l = LAYERS - 1; l >= 0; l--) {
    int from = sizes[l], to = sizes[l + 1];
    const float *in = l ? a[l - 1] : x;
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, from, to, BATCH, 1, in, from, d[l], to, 0, gw[l], to);
    memset(gb[l], 0, to * 4);
    for (int i = 0; i < BATCH; i++)
      for (int k = 0; k < to; k++) gb[l][k] += d[l][(long)i * to + k];
    if (l) {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, BATCH, from, to, 1, d[l], to, weight[l], to, 0, d[l - 1], from);
      for (long i = 0; i < (long)BATCH * from; i++) d[l - 1][i] = a[l - 1][i] > 0 ? d[l - 1][i] : 0;
    }
  }
  steps++;
  double first = 1 - pow(0.9, steps), second = sqrt(1 - pow(0.999, steps));
  for (int l = 0; l < LAYERS; l++) {
    adam(weight[l], gw[l], m[l], s[l], (long)sizes[l] * sizes[l + 1], rate * second / first, 1e-8 * second);
    adam(bias[l], gb[l], mb[l], sb[l], sizes[l + 1], rate * second / first, 1e-8 * second);
  }
}

static void work(long times) {
  for (long i = 0; i < times; i++)
    if (TRAIN) step();
    else forward(input);
}

static double loss(void) { return last; }
