/* A step of 2-H-1 on B rows, SGD, written for its sizes: -DH=8 -DB=4 -DACTIVATION=0 (sigmoid), 1 (tanh), 2 (relu), -DLAYOUT=0, 1. */
#include <math.h>
#include <string.h>

static float x[2][B], t[B];
static float w[2][H], b[H], v[H], c, rate;

static void setup(int count, char **arguments) {
  FILE *file;
  (void)count;
  rate = atof(arguments[2]);
  file = fopen(arguments[1], "rb");
  float rows[B][2];
  if (fread(rows, 4, 2 * B, file) + fread(t, 4, B, file) != 3 * B) exit(1);
  fclose(file);
  for (int i = 0; i < B; i++) x[0][i] = rows[i][0], x[1][i] = rows[i][1];
  srand(1);
  for (int h = 0; h < H; h++) {
    for (int k = 0; k < 2; k++) w[k][h] = 2.0f * rand() / RAND_MAX - 1;
    b[h] = 2.0f * rand() / RAND_MAX - 1;
    v[h] = (2.0f * rand() / RAND_MAX - 1) / sqrtf(H) * 2;
  }
}

static inline float act(float z) {
  if (ACTIVATION == 0) return 1 / (1 + expf(-z));
  if (ACTIVATION == 1) return 1 - 2 / (expf(2 * z) + 1);
  return z > 0 ? z : 0;
}

static inline float slope(float a) {
  if (ACTIVATION == 0) return a * (1 - a);
  if (ACTIVATION == 1) return 1 - a * a;
  return a > 0;
}

static void work(long times) {
  for (long step = 0; step < times; step++) {
    float a[B][H], d[B], gw0[H], gw1[H], gb[H], gv[H], gc = 0;
    if (LAYOUT == 0) { /* by rows */
      for (int i = 0; i < B; i++) {
        for (int h = 0; h < H; h++) a[i][h] = act(x[0][i] * w[0][h] + x[1][i] * w[1][h] + b[h]);
        float z = c;
        for (int h = 0; h < H; h++) z += a[i][h] * v[h];
        d[i] = (1 / (1 + expf(-z)) - t[i]) * (1.0f / B);
      }
    } else { /* all units of all rows first */
      for (int i = 0; i < B; i++)
        for (int h = 0; h < H; h++) a[i][h] = x[0][i] * w[0][h] + x[1][i] * w[1][h] + b[h];
      float *flat = &a[0][0];
      for (int j = 0; j < B * H; j++) flat[j] = act(flat[j]);
      float z[B];
      for (int i = 0; i < B; i++) {
        z[i] = c;
        for (int h = 0; h < H; h++) z[i] += a[i][h] * v[h];
      }
      for (int i = 0; i < B; i++) d[i] = (1 / (1 + expf(-z[i])) - t[i]) * (1.0f / B);
    }
    memset(gw0, 0, sizeof gw0), memset(gw1, 0, sizeof gw1), memset(gb, 0, sizeof gb), memset(gv, 0, sizeof gv);
    for (int i = 0; i < B; i++) {
      gc += d[i];
      for (int h = 0; h < H; h++) {
        float delta = d[i] * v[h] * slope(a[i][h]);
        gv[h] += d[i] * a[i][h];
        gb[h] += delta;
        gw0[h] += delta * x[0][i];
        gw1[h] += delta * x[1][i];
      }
    }
    for (int h = 0; h < H; h++) {
      w[0][h] -= rate * gw0[h];
      w[1][h] -= rate * gw1[h];
      b[h] -= rate * gb[h];
      v[h] -= rate * gv[h];
    }
    c -= rate * gc;
  }
}

static double loss(void) {
  double sum = 0;
  for (int i = 0; i < B; i++) {
    double z = c;
    for (int h = 0; h < H; h++) z += act(x[0][i] * w[0][h] + x[1][i] * w[1][h] + b[h]) * v[h];
    sum += fmax(z, 0) - z * t[i] + log1p(exp(-fabs(z)));
  }
  return sum / B;
}
