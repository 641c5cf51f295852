using Lab.Calibration.SpinDiodes;
using Lab.Calibration.Tests.SpinDiodes;
using Lab.Calibration.WeightTunings;
using Lab.Quantities;

namespace Lab.Calibration.Tests.WeightTunings;

public sealed class WeightCurveTests
{
    // An honest result is further off once in 16,000.
    private const double Coverage = 4;

    private static readonly SyntheticSpectrum Plain = new()
    {
        SymmetricRadiansPerCoulomb = 6e7 * 0.25,
        AntisymmetricRadiansPerCoulomb = 6e7
    };

    /// <summary>Devices that are not the shipped one. N and Q are those for γ = 2e8: N = ±12 moves the resonance by 1.3 half
    /// widths at 12 µW.</summary>
    public static TheoryData<double, double, double, double, double> Devices => new()
    {
        // N, Q, ξ_S, ξ_A, curvature in Hz/A²
        { 0.1, 1, 0.25, 1, 0 },
        { 12, 12, 0.25, 1, 0 },
        { -12, 12, 0.25, 1, 0 },
        { 7, 0, 0.25, 1, 0 },
        { -7, 30, -0.4, 1, 0 },
        { 0.1, 1, 0.25, -1, 0 },
        { 0.1, 1, 0.25, 1, 3.8e10 }, // a tenth of the linear shift at 5 mA
        { 0.1, 1, 0.25, 1, -3.8e10 },
        { -5, 1, 0.9, 0.6, 1e10 },
    };

    [Theory]
    [MemberData(nameof(Devices))]
    public void FindZero_AnyDevice_HoldsTheTruth(double n, double q, double symmetric, double antisymmetric, double curvature)
    {
        var tuning = new SyntheticTuning
        {
            Junction = Plain with
            {
                FrequencyNonlinearity = n,
                DampingNonlinearity = q,
                SymmetricRadiansPerCoulomb = 6e7 * symmetric,
                AntisymmetricRadiansPerCoulomb = 6e7 * antisymmetric,
            },
            HertzPerSquareAmpere = curvature,
        };
        for (ulong seed = 1; seed <= 4; seed++)
        {
            (TunedJunction junction, WeightCurve curve, WeightZero zero) = Fit(tuning.Measure(seed));
            Assert.Empty(junction.Doubts);
            Assert.True(zero.IsDetermined, zero.Reason);
            double truth = tuning.ZeroBetween(-5e-3, 5e-3);
            AssertHolds(zero.Current, truth);
            AssertHolds(zero.Slope, (tuning.WeightAt(truth + 1e-7) - tuning.WeightAt(truth - 1e-7)) / 2e-7);
            AssertHolds(curve.FrequencyPerAmpere, 1.96e9);
            AssertHolds(curve.FrequencyPerSquareAmpere, curvature);
            AssertHolds(junction.FrequencyNonlinearity, n);
            AssertHolds(junction.DampingNonlinearity, q);
        }
    }

    [Fact]
    public void FindZero_FortySeeds_ScattersAsItSaysAboutTheTruth()
    {
        const int seeds = 40;
        var tuning = new SyntheticTuning();
        double zero = tuning.ZeroBetween(-5e-3, 5e-3);
        double slope = (tuning.WeightAt(zero + 1e-7) - tuning.WeightAt(zero - 1e-7)) / 2e-7;
        var pulls = new Dictionary<string, List<double>>();
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            (TunedJunction junction, WeightCurve curve, WeightZero found) = Fit(tuning.Measure(seed));
            Add("zero", found.Current, zero);
            Add("slope", found.Slope, slope);
            Add("frequency per current", curve.FrequencyPerAmpere, tuning.HertzPerAmpere);
            Add("N", junction.FrequencyNonlinearity, 0.1);
            Add("Q", junction.DampingNonlinearity, 1);
            Add("damping", junction.Damping, 0.01);
        }

        // The mean of 40 pulls has a standard deviation of 0.16, χ² of 40 one of 9. Where the parabola leaves more than it may,
        // the uncertainties are widened, so that χ² lies below 40 rather than above.
        Assert.All(pulls, pair => Assert.True(
            Math.Abs(pair.Value.Average()) < 3.5 * 0.16 && pair.Value.Sum(pull => pull * pull) is > 12 and < 40 + (3.5 * 9),
            $"{pair.Key}: mean {pair.Value.Average()}, squares {pair.Value.Sum(pull => pull * pull)}"));

        void Add(string name, Estimate estimate, double truth)
        {
            pulls.TryAdd(name, []);
            pulls[name].Add((estimate.Value - truth) / estimate.StandardUncertainty);
        }
    }

    [Fact]
    public void FindZero_SymmetricLine_IsNotDetermined()
    {
        var tuning = new SyntheticTuning
        {
            Junction = Plain with { AntisymmetricRadiansPerCoulomb = 0, SymmetricRadiansPerCoulomb = 3e7 }
        };
        for (ulong seed = 1; seed <= 4; seed++)
        {
            (_, WeightCurve curve, WeightZero zero) = Fit(tuning.Measure(seed));
            Assert.False(zero.IsDetermined);
            Assert.StartsWith("the weight has the same sign at all currents", zero.Reason, StringComparison.Ordinal);
            Assert.False(zero.Current.IsKnown);
            AssertHolds(curve.FrequencyPerAmpere, 1.96e9);
        }
    }

    [Fact]
    public void FindZero_NonlinearJunction_TellsWhatAnotherPowerWouldMove()
    {
        var tuning = new SyntheticTuning { Junction = Plain with { FrequencyNonlinearity = -12, DampingNonlinearity = 12 } };
        (_, _, WeightZero zero) = Fit(tuning.Measure(1));

        // The same with all powers a tenth higher: N and Q act as if they were larger by that.
        var stronger = new SyntheticTuning
        {
            Junction = Plain with { FrequencyNonlinearity = -13.2, DampingNonlinearity = 13.2 }
        };
        double moved = stronger.ZeroBetween(-5e-3, 5e-3) - tuning.ZeroBetween(-5e-3, 5e-3);
        Assert.Equal(moved / Math.Log(1.1), zero.CurrentPerLogPower, 0.1 * Math.Abs(zero.CurrentPerLogPower));
    }

    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0, 0.003)]
    public void Fit_ReadingsThatNoSuchJunctionGives_AreDoubted(double second, double jump)
    {
        var tuning = new SyntheticTuning { SecondFraction = second, JumpFraction = jump };
        for (ulong seed = 1; seed <= 3; seed++)
        {
            TunedReadings readings = tuning.Measure(seed);
            SpinDiodeFitResult[] spectra = SyntheticTuning.SpectraOf(readings);
            Assert.True(spectra.Any(spectrum => !spectrum.Succeeded) || IsDoubted(readings, spectra));
        }

        static bool IsDoubted(TunedReadings readings, SpinDiodeFitResult[] spectra) =>
            TunedJunctionFit.Fit(readings, spectra) is not { Doubts.Count: 0 };
    }

    [Fact]
    public void Fit_PowersOnlyOnce_StillFindsTheZero()
    {
        var tuning = new SyntheticTuning { Repeats = 1 };
        (_, _, WeightZero zero) = Fit(tuning.Measure(1));
        AssertHolds(zero.Current, tuning.ZeroBetween(-5e-3, 5e-3));
    }

    [Fact]
    public void Constructor_TooFewCurrents_IsRefused()
    {
        var tuning = new SyntheticTuning { Amperes = [-3e-3, -1e-3, 1e-3, 3e-3] };
        Assert.Throws<ArgumentException>(() => Fit(tuning.Measure(1)));
    }

    private static void AssertHolds(Estimate estimate, double truth) => Assert.True(
        Math.Abs(estimate.Value - truth) <= Coverage * estimate.StandardUncertainty, $"{estimate} for {truth}");

    private static (TunedJunction Junction, WeightCurve Curve, WeightZero Zero) Fit(TunedReadings readings)
    {
        TunedJunction junction = TunedJunctionFit.Fit(readings, SyntheticTuning.SpectraOf(readings))!;
        Assert.NotNull(junction);
        var curve = new WeightCurve(
            Frequency.FromHertz(SyntheticTuning.ToneHertz), SyntheticTuning.Powers, junction, new double[readings.VisitCount]);
        WeightZero zero = curve.FindZero(
            [.. readings.Amperes.Select((amperes, visit) => (amperes, PowerResponse.Of(readings, visit, junction).Weight))]);
        return (junction, curve, zero);
    }
}
