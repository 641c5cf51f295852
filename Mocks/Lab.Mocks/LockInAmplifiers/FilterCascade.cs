using Lab.Models.Randomness;

namespace Lab.Mocks.LockInAmplifiers;

/// <summary>The output filter of a lock-in amplifier: one to four equal poles one after another, with white noise at the
/// input.</summary>
/// <remarks>Steps of any length are exact. Between two changes the input is constant, u; with x = h/τ the deviations e = y − u of
/// the poles become e_k(h) = e^−x Σ_j x^j/j! e_(k−j). White noise of the spectral density S (two-sided) adds a normal vector with
/// the covariance S ∫ g_i g_j ds over the step, g_k(s) = e^(−s/τ) (s/τ)^(k−1) / ((k−1)! τ).</remarks>
internal sealed class FilterCascade
{
    /// <summary>The most poles: 24 dB per octave.</summary>
    public const int MostPoles = 4;

    private readonly double[] states = new double[MostPoles];
    private readonly double[] before = new double[MostPoles];

    /// <summary>The time constant τ of each pole, s. Positive.</summary>
    public double TimeConstantSeconds { get; set; } = 0.1;

    /// <summary>How many poles count, 1 to 4.</summary>
    public int Poles { get; set; } = 2;

    /// <summary>The output of the last pole.</summary>
    public double Output => states[Poles - 1];

    /// <summary>Lets time pass.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="input">The input during this time.</param>
    /// <param name="noiseDensity">One-sided density of the white noise at the input, in its unit per √Hz.</param>
    /// <param name="random">The noise.</param>
    public void Advance(double seconds, double input, double noiseDensity, RandomStream random)
    {
        double x = seconds / TimeConstantSeconds;
        states.CopyTo(before, 0);
        double[] decay = Terms(x);
        for (int k = 0; k < MostPoles; k++)
        {
            double deviation = 0;
            for (int j = 0; j <= k; j++)
            {
                deviation += decay[j] * (before[k - j] - input);
            }

            states[k] = input + deviation;
        }

        if (noiseDensity > 0)
        {
            AddNoise(x, noiseDensity, random);
        }
    }

    /// <summary>Sets the output to a value, as if the value had been there for long.</summary>
    /// <param name="value">The value.</param>
    public void Settle(double value) => Array.Fill(states, value);

    /// <summary>e^−x x^j/j! for j below the number of poles.</summary>
    private static double[] Terms(double x)
    {
        double[] terms = new double[MostPoles];
        terms[0] = Math.Exp(-x);
        for (int j = 1; j < MostPoles; j++)
        {
            terms[j] = terms[j - 1] * x / j;
        }

        return terms;
    }

    // The covariance in units of S/τ is C(i+j−2, i−1) 2^−(i+j−1) P(i+j−1, 2x), P the incomplete gamma function of an integer.
    private void AddNoise(double x, double noiseDensity, RandomStream random)
    {
        double scale = noiseDensity * noiseDensity / 2 / TimeConstantSeconds;
        double[,] factor = new double[MostPoles, MostPoles];
        double[] normal = [.. Enumerable.Range(0, MostPoles).Select(_ => random.NextGaussian())];
        for (int i = 0; i < MostPoles; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = Covariance(i + 1, j + 1, x) * scale;
                for (int k = 0; k < j; k++)
                {
                    rest -= factor[i, k] * factor[j, k];
                }

                factor[i, j] = i == j ? Math.Sqrt(Math.Max(0, rest))
                    : factor[j, j] > 0 ? rest / factor[j, j]
                    : 0;
            }

            for (int j = 0; j <= i; j++)
            {
                states[i] += factor[i, j] * normal[j];
            }
        }
    }

    private static double Covariance(int i, int j, double x)
    {
        int order = i + j - 1;
        double binomial = 1;
        for (int k = 1; k < i; k++)
        {
            binomial = binomial * (j - 1 + k) / k;
        }

        return binomial * Math.Pow(2, -order) * IncompleteGamma(order, 2 * x);
    }

    // P(n, z) = 1 − e^−z Σ z^k/k!, k < n; for small z as the rest of the series, which loses no digits.
    private static double IncompleteGamma(int n, double z)
    {
        double term = Math.Exp(-z);
        if (z > n + 1)
        {
            double sum = 0;
            for (int k = 0; k < n; k++)
            {
                sum += term;
                term *= z / (k + 1);
            }

            return 1 - sum;
        }

        for (int k = 1; k <= n; k++)
        {
            term *= z / k;
        }

        double rest = 0;
        for (int k = n; term > rest * 1e-17 && k < n + 200; k++)
        {
            rest += term;
            term *= z / (k + 1);
        }

        return rest;
    }
}
