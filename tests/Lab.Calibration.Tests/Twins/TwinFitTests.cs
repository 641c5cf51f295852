using Lab.Calibration.SpinDiodes;
using Lab.Calibration.Tests.SpinDiodes;
using Lab.Calibration.Tests.WeightTunings;
using Lab.Calibration.Twins;
using Lab.Calibration.WeightTunings;
using Lab.Quantities;
using MeasuredSpectrum = Lab.Calibration.Twins.MeasuredSpectrum;

namespace Lab.Calibration.Tests.Twins;

public sealed class TwinFitTests
{
    private const double TeslaPerAmpere = 0.098;

    [Theory]
    [InlineData(-4)]
    [InlineData(4)]
    public void Fit_NonlinearityOfEitherSign_IsFound(double n)
    {
        FittedParameter found = Of(Fit([Several(n, seed: 1)], new Estimate(TeslaPerAmpere, 0)), "frequency_nonlinearity")!;
        Assert.Equal(n, found.Value.Value, 4 * found.Value.StandardUncertainty);
    }

    [Fact]
    public void Fit_NonlinearityBelowItsUncertainty_IsLeftOut()
    {
        MeasuredSpectrum spectrum = Several(0.1, seed: 1);
        SpinDiodeFitResult unsure = spectrum.Fit with { FrequencyNonlinearity = new Estimate(-0.1, 0.06) };
        Assert.Null(Of(Fit([spectrum with { Fit = unsure }], new Estimate(TeslaPerAmpere, 0)), "frequency_nonlinearity"));
    }

    [Fact]
    public void Fit_PowerThatIsNotKnown_WidensTorquesAndNonlinearities()
    {
        MeasuredSpectrum spectrum = Several(-4, seed: 1);
        IReadOnlyList<FittedParameter> sure = Fit([spectrum, spectrum], new Estimate(TeslaPerAmpere, 0));
        IReadOnlyList<FittedParameter> unsure = Fit(
            [spectrum with { PowerRelative = 0.2 }, spectrum with { PowerRelative = 0.2 }], new Estimate(TeslaPerAmpere, 0));
        foreach (string key in (string[])["symmetric_weight", "antisymmetric_weight", "frequency_nonlinearity"])
        {
            Estimate value = Of(sure, key)!.Value;
            Assert.Equal(
                double.Hypot(value.StandardUncertainty, 0.2 * value.Value),
                Of(unsure, key)!.Value.StandardUncertainty,
                1e-9 * Math.Abs(value.Value));
        }

        Assert.Equal(Of(sure, "damping")!.Value, Of(unsure, "damping")!.Value);
    }

    [Fact]
    public void Fit_FieldPerCurrent_IsPartOfTheSlope()
    {
        MeasuredSpectrum[] spectra = Tuned(new SyntheticTuning());
        Estimate exact = Of(Fit(spectra, new Estimate(TeslaPerAmpere, 0)), "in_plane_slope")!.Value;
        Estimate measured = Of(Fit(spectra, new Estimate(TeslaPerAmpere, 0.01 * TeslaPerAmpere)), "in_plane_slope")!.Value;
        Assert.Equal(1.96e9 / TeslaPerAmpere, exact.Value, 4 * exact.StandardUncertainty);
        Assert.Equal(
            double.Hypot(exact.StandardUncertainty, 0.01 * exact.Value),
            measured.StandardUncertainty,
            1e-6 * measured.StandardUncertainty);
    }

    [Fact]
    public void Fit_CurvedTuning_GivesTheCurvature()
    {
        IReadOnlyList<FittedParameter> found = Fit(
            Tuned(new SyntheticTuning { HertzPerSquareAmpere = 3.8e10 }), new Estimate(TeslaPerAmpere, 0));
        Estimate curvature = Of(found, "in_plane_curvature")!.Value;
        Assert.Equal(3.8e10 / (TeslaPerAmpere * TeslaPerAmpere), curvature.Value, 4 * curvature.StandardUncertainty);
        Estimate slope = Of(found, "in_plane_slope")!.Value;
        Assert.Equal(1.96e9 / TeslaPerAmpere, slope.Value, 4 * slope.StandardUncertainty);
        Assert.Null(Of(Fit(Tuned(new SyntheticTuning()), new Estimate(TeslaPerAmpere, 0)), "in_plane_curvature"));
    }

    [Fact]
    public void Fit_SpectraAtOnePowerBesideOthers_AreLeftOutOfWhatPowerChanges()
    {
        // N = -12 shifts the resonance by a fifth of its width at 2 µW already.
        var tuning = new SyntheticTuning
        {
            Junction = new()
            {
                FrequencyNonlinearity = -12,
                DampingNonlinearity = 12,
                SymmetricRadiansPerCoulomb = 6e7 * 0.25,
                AntisymmetricRadiansPerCoulomb = 6e7
            },
        };
        IReadOnlyList<FittedParameter> found = Fit(Tuned(tuning), new Estimate(TeslaPerAmpere, 0));
        foreach ((string key, double truth) in ((string, double)[])[
            ("resonance_frequency", 346e6),
            ("damping", 0.01),
            ("frequency_nonlinearity", -12),
            ("antisymmetric_weight", 1),
            ("symmetric_weight", 0.25)
        ])
        {
            Estimate value = Of(found, key)!.Value;
            Assert.True(Math.Abs(value.Value - truth) <= 4 * value.StandardUncertainty, $"{key}: {value} for {truth}");
        }
    }

    private static IReadOnlyList<FittedParameter> Fit(IReadOnlyList<MeasuredSpectrum> spectra, Estimate conversion) =>
        TwinFit.Fit(spectra, 6e7, conversion, "a calibration", 2e8, 2e8);

    private static FittedParameter? Of(IReadOnlyList<FittedParameter> parameters, string key) =>
        parameters.FirstOrDefault(parameter => parameter.Key == key);

    private static MeasuredSpectrum Several(double n, ulong seed)
    {
        var points = new SyntheticSpectrum { FrequencyNonlinearity = n }.Measure(seed);
        return new MeasuredSpectrum(
            "run",
            default,
            null,
            points.FrequencyHertz,
            points.PowerWatts,
            points.VoltageVolts,
            points.TimeSeconds,
            SpinDiodeFit.Fit(points.FrequencyHertz, points.PowerWatts, points.VoltageVolts, points.TimeSeconds));
    }

    private static MeasuredSpectrum[] Tuned(SyntheticTuning tuning)
    {
        TunedReadings readings = tuning.Measure(1);
        SpinDiodeFitResult[] spectra = SyntheticTuning.SpectraOf(readings);
        TunedJunction junction = TunedJunctionFit.Fit(readings, spectra)!;
        return
        [
            .. spectra.Select((fit, visit) => new MeasuredSpectrum(
                "run", Current.FromAmperes(readings.Amperes[visit]), null, [], [], [], [], fit)
            {
                Tuned = junction,
                Visit = visit,
            }),
        ];
    }
}
