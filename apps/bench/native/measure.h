/* Answers each line of input, a number of milliseconds, with the nanoseconds of one `work()` and the loss. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void setup(int count, char **arguments);
static void work(long times);
static double loss(void);

int main(int count, char **arguments) {
  setup(count, arguments);
  char line[64];
  setup(count, arguments);
  while (fgets(line, sizeof line, stdin)) {
    double wanted = atof(line) * 1e6, began = now(CLOCK_MONOTONIC), used = now(CLOCK_PROCESS_CPUTIME_ID), passed;
    long done = 0, chunk = 1;
    do {
      work(chunk);
      done += chunk;
      passed = now(CLOCK_MONOTONIC) - began;
      if (passed < wanted / 50) chunk *= 2; /* the clock costs as much as a small step */
    } while (passed < wanted);
    used = now(CLOCK_PROCESS_CPUTIME_ID) - used; /* less than the clock where others take their turns */
    if (used < passed) passed = used;
    printf("{\"nanoseconds\":%.4f,\"loss\":%.9g}\n", passed / done, loss());
    fflush(stdout);
  }
  return 0;
}
