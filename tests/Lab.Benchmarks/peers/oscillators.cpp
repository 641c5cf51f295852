// The same loop as the stochastic integrator's, written for a compiler's own vectors of 512 bits: Heun's method for noisy
// auto-oscillators, xoshiro128++ for each, Box and Muller with polynomials. Noise is drawn and used in registers.
// g++ -O3 -march=native -ffast-math -std=c++17. Arguments and orders are those of numpy_oscillators.py.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

typedef float Numbers __attribute__((vector_size(64)));
typedef uint32_t Words __attribute__((vector_size(64)));
typedef int32_t Whole __attribute__((vector_size(64)));

constexpr int lanes = 16;
constexpr int vectors = 4;

struct Oscillators {
    Words s[4];
    Numbers real, imaginary;
};

static inline Numbers root(Numbers x) {
    Numbers y;
    for (int i = 0; i < lanes; i++) y[i] = std::sqrt(x[i]);
    return y;
}

static inline Words next(Words (&s)[4]) {
    Words sum = s[0] + s[3];
    Words result = ((sum << 7) | (sum >> 25)) + s[0];
    Words t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >> 21);
    return result;
}

static inline Numbers single(Words words) { return __builtin_convertvector((Whole)words, Numbers); }

static inline void pair(Words (&s)[4], float scale, Numbers& a, Numbers& b) {
    constexpr float unit = 1.0f / (1 << 24), quarter = 1.57079633f;
    Numbers uniform = single(next(s) >> 8) * unit + unit / 2;
    Words bits = (Words)uniform;
    Numbers exponent = single(bits >> 23) - 127.0f;
    Numbers t = (Numbers)((bits & 0x7FFFFF) | 0x3F800000) - 1.5f;
    Numbers log = t * -0.00615147f + 0.01024383f;
    log = t * log + -0.01433834f;
    log = t * log + 0.02596733f;
    log = t * log + -0.04940962f;
    log = t * log + 0.09879175f;
    log = t * log + -0.22222137f;
    log = t * log + 0.66666617f;
    log = t * log + 0.4054651f;
    log = exponent * 0.69314718f + log;
    Numbers square = log * -2.0f;
    Numbers zero = square * 0.0f;
    Numbers radius = root(square > zero ? square : zero) * (scale * 0.70710678f);
    Words words = next(s);
    Numbers y = single((words << 2) >> 8) * (unit * quarter) + (unit / 2 - 0.5f) * quarter;
    Numbers z = y * y;
    Numbers sine = (((z * (-1.0f / 5040) + 1.0f / 120) * z + -1.0f / 6) * z + 1.0f) * y;
    Numbers cosine = (((z * (1.0f / 40320) + -1.0f / 720) * z + 1.0f / 24) * z + -0.5f) * z + 1.0f;
    a = (Numbers)((Words)(radius * (cosine - sine)) ^ (words & 0x80000000));
    b = (Numbers)((Words)(radius * (cosine + sine)) ^ ((words << 1) & 0x80000000));
}

int main(int argc, char** argv) {
    if (argc < 9) return 2;
    int count = atoi(argv[1]), steps = atoi(argv[2]);
    float gain = atof(argv[3]), saturation = atof(argv[4]), detuning = atof(argv[5]), shift = atof(argv[6]);
    float drive = atof(argv[7]), noise = atof(argv[8]);
    int groups = count / (lanes * vectors);
    auto* all = static_cast<Oscillators*>(aligned_alloc(64, sizeof(Oscillators) * groups * vectors));
    uint64_t seed = 1;
    for (int k = 0; k < groups * vectors; k++) {
        for (auto& word : all[k].s)
            for (int i = 0; i < lanes; i++) {
                seed = seed * 6364136223846793005ull + 1442695040888963407ull;
                word[i] = (uint32_t)(seed >> 32) | 1;
            }
        all[k].real = Numbers{} + 0.65f;
        all[k].imaginary = Numbers{};
    }

    std::string order;
    while (std::getline(std::cin, order)) {
        auto started = std::chrono::steady_clock::now();
        for (int group = 0; group < groups; group++) {
            Oscillators now[vectors];
            for (int k = 0; k < vectors; k++) now[k] = all[group * vectors + k];
            for (int step = 0; step < steps; step++) {
                for (int k = 0; k < vectors; k++) {
                    Numbers x = now[k].real, y = now[k].imaginary, a, b;
                    pair(now[k].s, noise, a, b);
                    Numbers p = x * x + y * y, g = gain - saturation * p, w = detuning + shift * p;
                    Numbers fx = g * x - w * y + drive, fy = g * y + w * x;
                    Numbers px = x + fx + a, py = y + fy + b;
                    p = px * px + py * py;
                    g = gain - saturation * p;
                    w = detuning + shift * p;
                    now[k].real = x + 0.5f * (fx + g * px - w * py + drive) + a;
                    now[k].imaginary = y + 0.5f * (fy + g * py + w * px) + b;
                }
            }
            for (int k = 0; k < vectors; k++) all[group * vectors + k] = now[k];
        }
        double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        float sum = 0;
        for (int k = 0; k < groups * vectors; k++)
            for (int i = 0; i < lanes; i++) sum += all[k].real[i];
        if (!(std::fabs(sum) < 2.0f * count)) return 1;
        printf("%.9f\n", seconds);
        fflush(stdout);
    }
    return 0;
}
