using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Studies.Chains;

/// <summary>Four resonators head to tail under four tones, each tone at three powers and each resonator at three frequencies:
/// 6561 combinations (Leroux thesis, section 5.4.1.2).</summary>
/// <param name="Name">The variant, in words.</param>
/// <param name="Powers">The three powers of a tone in W.</param>
/// <param name="FrequencyNonlinearity">N.</param>
/// <param name="DampingNonlinearity">Q.</param>
/// <param name="Thesis">RMS deviation in µV and correlation in per cent, as printed.</param>
internal sealed record FourResonators(
    string Name, double[] Powers, double FrequencyNonlinearity, double DampingNonlinearity,
    (double Rms, double Correlation) Thesis)
{
    /// <summary>Tones, and resonators.</summary>
    public const int Count = 4;

    /// <summary>Choices of a tone's power, and of a resonator's frequency.</summary>
    public const int Choices = 3;

    /// <summary>Combinations of the choices of four.</summary>
    public const int Combinations = Choices * Choices * Choices * Choices;

    // The choice of each of four is a digit of a combination.
    private static readonly int[] Places = [1, Choices, Choices * Choices, Choices * Choices * Choices];

    private static readonly double[] MicrowattsOfThesis = [5e-6, 10e-6, 15e-6];

    /// <summary>The tones in Hz.</summary>
    public static IReadOnlyList<double> ToneHertz { get; } = [200e6, 204e6, 208.2e6, 212.4e6];

    /// <summary>The five variants of Figs. 46 and 47.</summary>
    public static IReadOnlyList<FourResonators> All { get; } =
    [
        new("N 0.1, Q 1, 5 to 15 µW", MicrowattsOfThesis, 0.1, 1, (0.58, 99.98)),
        new("N 0.1, Q 10, 5 to 15 µW", MicrowattsOfThesis, 0.1, 10, (1.11, 99.97)),
        new("N 1, Q 1, 5 to 15 µW", MicrowattsOfThesis, 1, 1, (3.26, 99.64)),
        new("N 0.1, Q 1, 50 to 150 µW", [50e-6, 100e-6, 150e-6], 0.1, 1, (31.48, 99.66)),
        new("N 0.1, Q 1, 0.5 to 1.5 mW", [0.5e-3, 1e-3, 1.5e-3], 0.1, 1, (1529.51, 86.42)),
    ];

    /// <summary>A resonator.</summary>
    /// <param name="index">Which of the four.</param>
    /// <param name="choice">Which of its frequencies.</param>
    /// <param name="settings">The damping and the detuning.</param>
    public SpinDiode Resonator(int index, int choice, ChainStudySettings settings) => new()
    {
        ResonanceFrequency = Frequency.FromHertz(ToneHertz[index] * (1 + ((choice - 1) * settings.Detuning))),
        Damping = settings.Damping,
        FrequencyNonlinearity = FrequencyNonlinearity,
        DampingNonlinearity = DampingNonlinearity,
    };

    /// <summary>Voltages of the chain for all combinations, nonlinear and by the linear model of Eq. 5.11, in V, shape
    /// [frequencies · powers].</summary>
    public (double[] Nonlinear, double[] Linear) Compute(ChainStudySettings settings)
    {
        // A tone acts on a resonator as if the others were absent, so there are only 144 different voltages.
        var nonlinear = new double[Count, Choices, Count, Choices];
        var linear = new double[Count, Choices, Count, Choices];
        for (int k = 0; k < Count; k++)
        {
            for (int i = 0; i < Count; i++)
            {
                double largest = 0;
                for (int choice = 0; choice < Choices; choice++)
                {
                    SpinDiode resonator = Resonator(k, choice, settings);
                    foreach (double watts in Powers)
                    {
                        largest = Math.Max(
                            largest, resonator.OscillationPower(Frequency.FromHertz(ToneHertz[i]), Power.FromWatts(watts)));
                    }
                }

                for (int choice = 0; choice < Choices; choice++)
                {
                    SpinDiode resonator = Resonator(k, choice, settings);
                    double omega0 = resonator.ResonanceFrequency.RadiansPerSecond;
                    double width = settings.Damping * omega0 * (1 + (DampingNonlinearity * largest));
                    double detuning = (Math.Tau * ToneHertz[i]) - (omega0 * (1 + (FrequencyNonlinearity * largest)));
                    for (int level = 0; level < Choices; level++)
                    {
                        nonlinear[k, choice, i, level] = resonator.RectifiedVoltage(
                            Frequency.FromHertz(ToneHertz[i]), Power.FromWatts(Powers[level])).Volts;
                        linear[k, choice, i, level] = Powers[level] * resonator.RectificationRadiansPerCoulomb * detuning
                            / ((width * width) + (detuning * detuning));
                    }
                }
            }
        }

        return (Combine(nonlinear), Combine(linear));
    }

    /// <summary>Sums over the chain, from the voltages of each resonator at each of its frequencies under all combinations of
    /// powers.</summary>
    /// <param name="voltages">Shape [resonator · frequency][powers].</param>
    public static double[] Combine(IReadOnlyList<double[]> voltages)
    {
        double[] sums = new double[Combinations * Combinations];
        for (int frequencies = 0; frequencies < Combinations; frequencies++)
        {
            Span<double> sum = sums.AsSpan(frequencies * Combinations, Combinations);
            for (int k = 0; k < Count; k++)
            {
                double[] ofResonator = voltages[(k * Choices) + ChoiceOf(frequencies, k)];
                for (int powers = 0; powers < sum.Length; powers++)
                {
                    sum[powers] += Sign(k) * ofResonator[powers];
                }
            }
        }

        return sums;
    }

    /// <summary>The choice of one of four in a combination.</summary>
    public static int ChoiceOf(int combination, int index) => combination / Places[index] % Choices;

    private static double[] Combine(double[,,,] voltages)
    {
        double[][] underPowers = new double[Count * Choices][];
        for (int resonator = 0; resonator < underPowers.Length; resonator++)
        {
            double[] sums = new double[Combinations];
            for (int powers = 0; powers < Combinations; powers++)
            {
                for (int tone = 0; tone < Count; tone++)
                {
                    sums[powers] += voltages[resonator / Choices, resonator % Choices, tone, ChoiceOf(powers, tone)];
                }
            }

            underPowers[resonator] = sums;
        }

        return Combine(underPowers);
    }

    private static int Sign(int k) => int.IsOddInteger(k) ? -1 : 1;
}
