/* -DKIND=0: products by BLAS; 1: an activation of each element; 2: what multiply-adds of 128 bits reach at most. */
#include <math.h>
#include <string.h>
#if KIND == 0
#include <cblas.h>
#endif
#if KIND == 2
#include <immintrin.h>
#endif

static long size;
static float *a, *b, *c, *e;

static void setup(int count, char **arguments) {
  (void)count;
  size = atol(arguments[2]);
  long elements = KIND == 0 ? size * size : size;
  a = aligned_alloc(64, elements * 4), b = aligned_alloc(64, elements * 4), c = aligned_alloc(64, elements * 4), e = aligned_alloc(64, elements * 4);
  FILE *file = fopen(arguments[1], "rb");
  if (fread(a, 4, elements, file) == 0) exit(1);
  fclose(file);
  memcpy(b, a, elements * 4);
}

#if KIND == 1
static inline float sigmoid(float x) { return 1 / (1 + expf(-x)); }
static inline float value(float x) {
  if (ACTIVATION == 0) return sigmoid(x);
  if (ACTIVATION == 1) return 1 - 2 / (expf(2 * x) + 1);
  if (ACTIVATION == 2) return x > 0 ? x : 0;
  if (ACTIVATION == 3) return x * sigmoid(x);
  return x * 0.5f * (1 + erff(x * 0.70710678f));
}
static inline float slope(float x) {
  if (ACTIVATION == 0) return sigmoid(x) * (1 - sigmoid(x));
  if (ACTIVATION == 1) { float y = value(x); return 1 - y * y; }
  if (ACTIVATION == 2) return x > 0;
  if (ACTIVATION == 3) return sigmoid(x) * (1 + x * (1 - sigmoid(x)));
  return 0.5f * (1 + erff(x * 0.70710678f)) + x * 0.39894228f * expf(-0.5f * x * x);
}
#endif

static void work(long times) {
  for (long t = 0; t < times; t++) {
#if KIND == 0
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, a, size, b, size, 0, c, size);
#elif KIND == 1
    for (long i = 0; i < size; i++) {
      c[i] = value(a[i]);
      if (SLOPE) e[i] = slope(a[i]);
    }
#else
    /* 12 chains of 4 lanes; 1,000 rounds are 96,000 operations. */
    __m128 sum[12], factor = _mm_set1_ps(0.999f), term = _mm_set1_ps(a[0] * 1e-3f);
    for (int k = 0; k < 12; k++) sum[k] = _mm_set1_ps(k);
    for (int round = 0; round < 1000; round++)
      for (int k = 0; k < 12; k++) sum[k] = _mm_fmadd_ps(sum[k], factor, term);
    for (int k = 0; k < 12; k++) c[k] = _mm_cvtss_f32(sum[k]);
#endif
    __asm__ volatile("" : : "r"(c), "r"(e) : "memory");
  }
}

static double loss(void) { return 0; }
