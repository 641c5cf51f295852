using Lab.Calibration.SpinDiodes;
using Lab.Calibration.Tests.SpinDiodes;
using Lab.Calibration.WeightTunings;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.WeightTunings;

/// <summary>Readings of a junction at six currents, written from the equations of the thesis and not through the library, with
/// what real devices do besides.</summary>
internal sealed record SyntheticTuning
{
    public const double ToneHertz = 346e6;

    public static readonly double[] Powers = [2e-6, 4e-6, 6e-6, 8e-6, 10e-6, 12e-6];

    public double[] Amperes { get; init; } = [-5e-3, -3e-3, -1e-3, 1e-3, 3e-3, 5e-3];

    /// <summary>The junction at no current.</summary>
    public SyntheticSpectrum Junction { get; init; } = new()
    {
        SymmetricRadiansPerCoulomb = 6e7 * 0.25,
        AntisymmetricRadiansPerCoulomb = 6e7
    };

    public double HertzPerAmpere { get; init; } = 1.96e9;

    public double HertzPerSquareAmpere { get; init; }

    public double WhiteVolts { get; init; } = 13e-9;

    public double DriftVoltsPerRootSecond { get; init; } = 5e-9;

    public int Repeats { get; init; } = 3;

    /// <summary>A second line, as a fraction of the first and 21 MHz above it.</summary>
    public double SecondFraction { get; init; }

    /// <summary>Jumps of the resonance between two states, as a fraction of it, each 2 s long.</summary>
    public double JumpFraction { get; init; }

    public double ResonanceAt(double amperes) =>
        Junction.ResonanceHertz + (HertzPerAmpere * amperes) + (HertzPerSquareAmpere * amperes * amperes);

    public double Voltage(double amperes, double hertz, double watts) =>
        (Junction with { ResonanceHertz = ResonanceAt(amperes) }).Voltage(hertz, watts);

    /// <summary>The least-squares slope of V(P).</summary>
    public double WeightAt(double amperes)
    {
        double mean = Powers.Average();
        return Powers.Sum(p => (p - mean) * Voltage(amperes, ToneHertz, p)) / Powers.Sum(p => (p - mean) * (p - mean));
    }

    /// <summary>The zero of the weight between two currents.</summary>
    public double ZeroBetween(double low, double high)
    {
        int sign = Math.Sign(WeightAt(low));
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Math.Sign(WeightAt(middle)) == sign ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    public TunedReadings Measure(ulong seed)
    {
        const double secondsPerReading = 0.3;
        var noise = new RandomStream(seed);
        var frequency = new List<double>();
        var power = new List<double>();
        var volts = new List<double>();
        var visit = new List<int>();
        var isResponse = new List<bool>();
        double walk = 0;
        for (int k = 0; k < Amperes.Length; k++)
        {
            for (int i = 0; i <= 52; i++)
            {
                Add(k, 320e6 + (i * 1e6), 2e-6, response: false);
            }

            for (int i = 0; i < Powers.Length * Repeats; i++)
            {
                Add(k, ToneHertz, Powers[i % Powers.Length], response: true);
            }
        }

        return new TunedReadings(
            [.. frequency],
            [.. power],
            [.. volts],
            [.. volts.Select((_, i) => i * secondsPerReading)],
            [.. visit],
            [.. isResponse],
            Amperes);

        void Add(int k, double hertz, double watts, bool response)
        {
            walk += DriftVoltsPerRootSecond * Math.Sqrt(secondsPerReading) * noise.NextGaussian();
            double jump = (int)(volts.Count * secondsPerReading / 2) % 2 == 0 ? 0 : JumpFraction;
            double own = (Junction with { ResonanceHertz = ResonanceAt(Amperes[k]) * (1 + jump) }).Voltage(hertz, watts);
            double second = SecondFraction == 0 ? 0 : SecondFraction * Voltage(Amperes[k], hertz - 21e6, watts);
            frequency.Add(hertz);
            power.Add(watts);
            volts.Add(own + second + 0.4e-6 + walk + (WhiteVolts * noise.NextGaussian()));
            visit.Add(k);
            isResponse.Add(response);
        }
    }

    public static SpinDiodeFitResult[] SpectraOf(TunedReadings readings) =>
    [
        .. Enumerable.Range(0, readings.VisitCount).Select(visit =>
        {
            int[] points =
                [.. Enumerable.Range(0, readings.Count).Where(i => readings.Visit[i] == visit && !readings.IsResponse[i])];
            double[] Pick(double[] values) => [.. points.Select(i => values[i])];
            return SpinDiodeFit.Fit(
                Pick(readings.FrequencyHertz), Pick(readings.PowerWatts), Pick(readings.Volts), Pick(readings.Seconds));
        }),
    ];
}
