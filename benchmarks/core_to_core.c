/* Two pinned threads pass a cache line to and fro: for each line of stdin, the round trip in ns, on stdout. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCHES = 10, TRIPS = 500 };

static _Alignas(64) atomic_int ball;
static int first, second;

static void pin_to(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    pthread_setaffinity_np(pthread_self(), sizeof cpus, &cpus);
}

static double now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static void *answer(void *unused) {
    pin_to(second);
    for (int trip = 0; trip < BATCHES * TRIPS; trip++) {
        while (atomic_load(&ball) == 0) {}
        atomic_store(&ball, 0);
    }
    return unused;
}

int main(int count, char **arguments) {
    char line[16];
    if (count != 3) return 2;
    first = atoi(arguments[1]);
    second = atoi(arguments[2]);
    pin_to(first);
    while (fgets(line, sizeof line, stdin)) {
        pthread_t partner;
        double shortest = 1e18;
        pthread_create(&partner, NULL, answer, NULL);
        for (int batch = 0; batch < BATCHES; batch++) {
            double start = now_ns();
            for (int trip = 0; trip < TRIPS; trip++) {
                atomic_store(&ball, 1);
                while (atomic_load(&ball) == 1) {}
            }
            double taken = (now_ns() - start) / TRIPS;
            if (taken < shortest) shortest = taken;
        }
        pthread_join(partner, NULL);
        printf("%.1f\n", shortest);
        fflush(stdout);
    }
    return 0;
}
