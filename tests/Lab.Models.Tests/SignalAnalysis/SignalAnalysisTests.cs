using System.Globalization;
using System.Numerics;
using Lab.Models.Randomness;
using Lab.Models.SignalAnalysis;
using MathNet.Numerics.IntegralTransforms;

namespace Lab.Models.Tests.SignalAnalysis;

/// <summary>Each analysis against scipy's value for the same samples; <c>scipy_values.py</c> writes
/// <c>scipy-values.tsv</c>.</summary>
public sealed class SignalAnalysisTests
{
    private const double Rate = 1.2e9;

    // Sums of a thousand numbers in double precision.
    private const double Relative = 1e-9;

    private static readonly int[] Looks = [0, 1, 17, 500, 1234, 1998];

    private static readonly Dictionary<string, double[]> Scipy = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "SignalAnalysis", "scipy-values.tsv"))
        .Select(line => line.Split('\t'))
        .ToDictionary(
            cells => cells[0], cells => cells[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    [Fact]
    public void Of_RecordOfATone_IsScipysHilbertTransform()
    {
        var signal = AnalyticSignal.Of(Record(2000), Rate);

        Same("hilbert imaginary", Looks.Select(i => signal.Samples[i].Imaginary));
        Same("amplitude", Looks.Select(i => signal.Amplitudes()[i]));
        Same("phase", Looks.Select(i => signal.Phases()[i]));
        Same("frequency", Looks.Select(i => signal.Frequencies()[i]));
    }

    [Fact]
    public void Of_OddRecord_IsScipysHilbertTransform()
    {
        var signal = AnalyticSignal.Of(Record(2000).AsSpan(0, 1999), Rate);

        Same("odd hilbert imaginary", Looks.Select(i => signal.Samples[i].Imaginary));
    }

    [Fact]
    public void Welch_HalfOverlap_IsScipys()
    {
        PowerSpectrum spectrum = PowerSpectrum.Welch(Record(2000), Rate, 256);

        Same("welch frequency", ((int[])[0, 1, 49, 128]).Select(i => spectrum.Hertz[i]));
        Same("welch", ((int[])[0, 1, 48, 49, 50, 128]).Select(i => spectrum.Densities[i]));
    }

    [Fact]
    public void Welch_OtherOverlapAndLength_IsScipys()
    {
        PowerSpectrum spectrum = PowerSpectrum.Welch(Record(2000), Rate, 250, 200);

        Same("welch overlap", ((int[])[0, 1, 48, 49, 50, 125]).Select(i => spectrum.Densities[i]));
    }

    [Fact]
    public void Welch_WhiteNoise_HasTheDensityAndPowerOfIt()
    {
        var random = new RandomStream(1);
        double[] noise = [.. Enumerable.Range(0, 1 << 16).Select(_ => random.NextGaussian())];
        PowerSpectrum spectrum = PowerSpectrum.Welch(noise, 2, 256);

        // Variance 1 over a band of 1 Hz; some 700 independent numbers of two degrees of freedom each leave 0.5 %.
        Assert.Equal(1, spectrum.PowerWithin(0, 1), 0.03);
    }

    [Fact]
    public void Fit_NoisyLine_IsScipysCurveFit()
    {
        var line = new LorentzLine(231.7e6, 1.1e6, 2e-6, 3e-14);
        double[] hertz = [.. Enumerable.Range(0, 201).Select(i => 222e6 + (0.1e6 * i))];
        double[] densities = [.. hertz.Zip(Noise(201, 5), (f, noise) => line.At(f) * (1 + (0.4 * noise)))];
        var fit = LorentzLine.Fit(new PowerSpectrum(hertz, densities), 222e6, 242.05e6);

        // Both minimisers stop within a part in 10⁷ of the width.
        double[] scipy = Scipy["lorentz"];
        Assert.NotNull(fit);
        Assert.Equal(scipy[0], fit.CentreHertz, 1.0);
        Assert.Equal(scipy[1], fit.WidthHertz, 1e-5 * scipy[1]);
        Assert.Equal(scipy[2], fit.Power, 1e-5 * scipy[2]);
        Assert.Equal(scipy[3], fit.Floor, 1e-4 * scipy[3]);
        Assert.NotNull(fit.Uncertainty);
        Assert.Equal(Scipy["lorentz errors"][0], fit.Uncertainty.CentreHertz, 1e-3 * Scipy["lorentz errors"][0]);
        Assert.Equal(Scipy["lorentz errors"][1], fit.Uncertainty.WidthHertz, 1e-3 * Scipy["lorentz errors"][1]);
    }

    [Fact]
    public void Fit_FlatSpectrum_FindsNoLine()
    {
        double[] hertz = [.. Enumerable.Range(0, 20).Select(i => (double)i)];

        Assert.Null(LorentzLine.Fit(new PowerSpectrum(hertz, [.. hertz.Select(_ => 1.0)]), 0, 20));
        Assert.Throws<ArgumentException>(() => LorentzLine.Fit(new PowerSpectrum(hertz, hertz), 0, 3));
    }

    [Fact]
    public void Between_DelayOfPartOfASample_IsThatOfScipysMaximum()
    {
        double[] record = Record(1024);
        double[] late = Delayed(record, 14.823);
        double[] noisy = [.. late.Zip(Noise(1024, 9), (x, noise) => x + (0.2 * noise))];

        // Picoseconds are what the calibration needs; both maxima agree to femtoseconds.
        Assert.Equal(Scipy["delay"][0], DelayEstimate.Between(record, noisy, Rate), 1e-15);
        Assert.Equal(-Scipy["delay"][0], DelayEstimate.Between(noisy, record, Rate), 1e-15);
        Assert.Equal(14.823 / Rate, DelayEstimate.Between(record, late, Rate), 1e-15);
    }

    [Fact]
    public void Between_ConstantRecord_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => DelayEstimate.Between(new double[8], new double[8], Rate));
        Assert.Throws<ArgumentException>(() => DelayEstimate.Between(new double[8], new double[7], Rate));
    }

    [Fact]
    public void PhasesAgainst_ToneOfTheDrive_IsItsPhase()
    {
        // 29 periods of 232 MHz are 150 samples, so that the record closes.
        double[] tone = [.. Enumerable.Range(0, 1500).Select(i => 2 * Math.Cos((Math.Tau * 232e6 * i / Rate) + 0.7))];
        var signal = AnalyticSignal.Of(tone, Rate);

        Assert.All(signal.PhasesAgainst(232e6, 0.2), phase => Assert.Equal(0.5, phase, 1e-9));
        Assert.All(signal.Amplitudes(), amplitude => Assert.Equal(2, amplitude, 1e-9));
        Assert.All(signal.Frequencies(), frequency => Assert.Equal(232e6, frequency, 1.0));
    }

    [Fact]
    public void WithinBand_TwoTones_KeepsTheOneInIt()
    {
        double[] tones = [.. Enumerable.Range(0, 1200).Select(
            i => Math.Cos(Math.Tau * 232e6 * i / Rate) + (3 * Math.Cos(Math.Tau * 100e6 * i / Rate)))];
        var signal = AnalyticSignal.WithinBand(tones, Rate, 200e6, 260e6);

        Assert.All(signal.Amplitudes(), amplitude => Assert.Equal(1, amplitude, 1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnalyticSignal.WithinBand(tones, Rate, 2, 1));
    }

    [Fact]
    public void Unwrap_PhaseThatGrows_HasNoJumps()
    {
        double[] phases = [.. Enumerable.Range(0, 100).Select(i => Math.IEEERemainder(0.9 * i, Math.Tau))];
        Unwrapping.Unwrap(phases);

        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(0.9 * i, phases[i], 1e-9));
    }

    private static void Same(string name, IEnumerable<double> values)
    {
        double[] stated = Scipy[name];
        double[] measured = [.. values];
        Assert.Equal(stated.Length, measured.Length);
        for (int i = 0; i < stated.Length; i++)
        {
            Assert.Equal(stated[i], measured[i], Relative * Math.Max(Math.Abs(stated[i]), stated.Max(Math.Abs)));
        }
    }

    // The signal of scipy_values.py.
    private static double[] Record(int count, uint seed = 1)
    {
        double[] noise = Noise(count, seed);
        double[] record = new double[count];
        for (int i = 0; i < count; i++)
        {
            double t = i / Rate;
            double phase = (Math.Tau * 232e6 * t) + (2 * Math.Sin(Math.Tau * 3e6 * t));
            record[i] = ((1 + (0.3 * Math.Cos(Math.Tau * 5e6 * t))) * Math.Cos(phase)) + (0.1 * noise[i]);
        }

        return record;
    }

    private static double[] Noise(int count, uint state)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            state = (1664525 * state) + 1013904223;
            values[i] = (state / 4294967296.0) - 0.5;
        }

        return values;
    }

    private static double[] Delayed(double[] record, double samples)
    {
        Complex[] spectrum = [.. record.Select(x => new Complex(x, 0))];
        Fourier.Forward(spectrum, FourierOptions.Matlab);
        int n = record.Length;
        for (int k = 0; k <= n / 2; k++)
        {
            spectrum[k] *= Complex.FromPolarCoordinates(1, -Math.Tau * k * samples / n);
            if (2 * k == n)
            {
                spectrum[k] = spectrum[k].Real;
            }
            else if (k > 0)
            {
                spectrum[n - k] = Complex.Conjugate(spectrum[k]);
            }
        }

        Fourier.Inverse(spectrum, FourierOptions.Matlab);
        return [.. spectrum.Select(value => value.Real)];
    }
}
