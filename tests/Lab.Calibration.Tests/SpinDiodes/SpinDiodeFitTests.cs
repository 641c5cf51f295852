using Lab.Calibration.SpinDiodes;

namespace Lab.Calibration.Tests.SpinDiodes;

public class SpinDiodeFitTests
{
    private static readonly SyntheticSpectrum Bench = new();

    [Fact]
    public void Fit_ThesisBench_FindsJunctionAndNoise()
    {
        SpinDiodeFitResult fit = Bench.Measure(1).Fit();

        Assert.True(fit.Succeeded, fit.Message);
        Assert.Empty(fit.Warnings);
        Assert.Equal(Bench.ResonanceHertz, fit.ResonanceFrequency.Value, 4 * fit.ResonanceFrequency.StandardUncertainty);
        Assert.Equal(6e7, fit.Rectification.Value, 4 * fit.Rectification.StandardUncertainty);
        Assert.InRange(fit.ResonanceFrequency.StandardUncertainty, 1e3, 10e3);

        // 363 points tell a standard deviation to 4 %, and the smaller walk to about 20 %.
        Assert.Equal(Bench.WhiteVolts, fit.WhiteNoise, 0.15 * Bench.WhiteVolts);
        Assert.Equal(Bench.DriftVoltsPerRootSecond, fit.DriftNoise, 0.8 * Bench.DriftVoltsPerRootSecond);
    }

    [Fact]
    public void Fit_WithoutNoise_FindsTheParametersExactly()
    {
        SpinDiodeFitResult fit = (Bench with { WhiteVolts = 0, DriftVoltsPerRootSecond = 0 }).Measure(1).Fit();

        // What is left is the bisection of the synthetic spectrum, at 1e-16 of the voltage, and the stop of the fit.
        Assert.True(fit.Succeeded, fit.Message);
        Assert.Equal(Bench.ResonanceHertz, fit.ResonanceFrequency.Value, 1);
        Assert.Equal(Bench.LinewidthHertz, fit.Linewidth.Value, 1);
        Assert.Equal(0.25, fit.SymmetryRatio.Value, 1e-6);
        Assert.Equal(0.1, fit.FrequencyNonlinearity.Value, 1e-5);
        Assert.Equal(1, fit.DampingNonlinearity.Value, 1e-3);
        Assert.Equal(Bench.SensitivityVoltsPerWatt, fit.Sensitivity.Value, 1e-6);
    }

    [Fact]
    public void Fit_Result_AddsUpToTheMeasuredVoltage()
    {
        MeasuredSpectrum spectrum = Bench.Measure(2);
        SpinDiodeFitResult fit = spectrum.Fit();

        for (int i = 0; i < spectrum.VoltageVolts.Length; i++)
        {
            Assert.Equal(spectrum.VoltageVolts[i], fit.ModelVolts[i] + fit.OffsetVolts[i] + fit.ResidualVolts[i], 1e-18);
            Assert.Equal(Bench.Voltage(spectrum.FrequencyHertz[i], spectrum.PowerWatts[i]), fit.ModelVolts[i], 100e-9);
        }
    }

    [Fact]
    public void Fit_Diode_IsNormalisedAndDrawsTheModel()
    {
        MeasuredSpectrum spectrum = Bench.Measure(3);
        SpinDiodeFitResult fit = spectrum.Fit();
        double[] volts = new double[spectrum.FrequencyHertz.Length];

        fit.Diode!.RectifiedVoltageInto(spectrum.FrequencyHertz, spectrum.PowerWatts, volts);

        // The fit also has a background, here one that hides in noise and drift, on a line of 17 µV.
        Assert.All(volts.Zip(fit.ModelVolts), pair => Assert.Equal(pair.First, pair.Second, 20e-9));
        Assert.Equal(1, double.Hypot(fit.Diode.SymmetricWeight, fit.Diode.AntisymmetricWeight), 1e-12);
        Assert.Equal(fit.Sensitivity.Value, fit.Diode.SensitivityVoltsPerWatt, 1e-12);
    }

    [Fact]
    public void Fit_OnePower_LeavesTheNonlinearitiesUnknownAndSaysSo()
    {
        SpinDiodeFitResult fit = (Bench with { PowersWatts = [2e-6] }).Measure(4).Fit();

        Assert.True(fit.Succeeded, fit.Message);
        Assert.False(fit.FrequencyNonlinearity.IsKnown);
        Assert.False(fit.DampingNonlinearity.IsKnown);
        Assert.Equal(
            "All points have about one power (2 µW): the nonlinearities N and Q are taken as zero, and the results hold at that "
                + "power. "
                + "Sweep at a second power to tell them.",
            fit.PowerWarning);
        Assert.Empty(fit.Warnings);
    }

    [Theory]
    [InlineData(0.1, 4)]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    [InlineData(0.3, -5)]
    public void Fit_SecondResonance_IsFoundBesideTheFirst(double fraction, double linewidths)
    {
        SyntheticSpectrum truth = Bench with { SecondFraction = fraction, SecondDistance = linewidths };
        SpinDiodeFitResult fit = truth.Measure(5).Fit();

        Assert.True(fit.Succeeded, fit.Message);
        Assert.True(fit.IsDescribed, string.Join(' ', fit.Warnings));
        Assert.Equal(2, fit.Modes.Count);

        // Of two lines of one size either may be called the first.
        SpinDiodeMode[] lines = [.. fit.Modes.OrderBy(mode => Math.Abs(mode.ResonanceFrequency.Value - truth.ResonanceHertz))];
        double second = truth.ResonanceHertz + (linewidths * truth.LinewidthHertz);
        Assert.Equal(
            truth.ResonanceHertz, lines[0].ResonanceFrequency.Value, 4 * lines[0].ResonanceFrequency.StandardUncertainty);
        Assert.Equal(second, lines[1].ResonanceFrequency.Value, 4 * lines[1].ResonanceFrequency.StandardUncertainty);
        Assert.Equal(truth.LinewidthHertz, lines[0].Linewidth.Value, 4 * lines[0].Linewidth.StandardUncertainty);
        Assert.Equal(
            fraction * truth.SensitivityVoltsPerWatt, lines[1].Sensitivity.Value, 4 * lines[1].Sensitivity.StandardUncertainty);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(-64)]
    [InlineData(225)]
    [InlineData(-225)]
    public void Fit_FoldedLine_FindsTheShift(double shift)
    {
        // γ 1.6e9 and 3e9 with N ±1 and Q 1: at 10 µW the peak has moved by 5 and 19 linewidths.
        SyntheticSpectrum truth = Bench with
        {
            FrequencyNonlinearity = shift,
            DampingNonlinearity = Math.Abs(shift),
            InTurn = true
        };
        SpinDiodeFitResult fit = truth.Measure(12).Fit();

        Assert.True(fit.Succeeded, fit.Message);
        Assert.True(fit.IsDescribed, string.Join(' ', fit.Warnings));
        Assert.Equal(truth.ResonanceHertz, fit.ResonanceFrequency.Value, 4 * fit.ResonanceFrequency.StandardUncertainty);
        Assert.Equal(truth.LinewidthHertz, fit.Linewidth.Value, 4 * fit.Linewidth.StandardUncertainty);
        Assert.Equal(shift, fit.FrequencyNonlinearity.Value, 4 * fit.FrequencyNonlinearity.StandardUncertainty);
        Assert.Equal(Math.Abs(shift), fit.DampingNonlinearity.Value, 4 * fit.DampingNonlinearity.StandardUncertainty);
    }

    [Fact]
    public void Fit_FlatRectification_IsFoundBesideTheLine()
    {
        SyntheticSpectrum truth = Bench with { FlatVoltsPerWatt = 0.05, InTurn = true };
        SpinDiodeFitResult fit = truth.Measure(13).Fit();

        Assert.Equal(0.05, fit.RectificationBeside.Value, 4 * fit.RectificationBeside.StandardUncertainty);
        Assert.Equal(truth.LinewidthHertz, fit.Linewidth.Value, 4 * fit.Linewidth.StandardUncertainty);
        Assert.Equal(1, fit.DampingNonlinearity.Value, 4 * fit.DampingNonlinearity.StandardUncertainty);
        Assert.Contains(
            fit.Warnings,
            warning => warning.Contains("rectification, a line outside the sweep, or a loss", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_BenchThatWarmsUp_IsNotTakenForAShiftWithPower()
    {
        SyntheticSpectrum truth = Bench with { WarmUp = 3e-3, InTurn = true };
        SpinDiodeFitResult fit = truth.Measure(14).Fit();

        // In 91 s the resonance falls by 3e-3·(1 − exp(−91/300)) of itself.
        double fall = -truth.ResonanceHertz * 3e-3 * (1 - Math.Exp(-90.75 / 300)) / 90.75;
        Assert.Equal(0.1, fit.FrequencyNonlinearity.Value, 4 * fit.FrequencyNonlinearity.StandardUncertainty);
        Assert.Equal(fall, fit.ResonanceDrift.Value, 0.05 * Math.Abs(fall));
        Assert.Contains(fit.Warnings, warning => warning.StartsWith("The resonance moved by about ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Fit_ResonanceThatJumps_WithholdsUncertainties(double jumpsPerSecond)
    {
        SyntheticSpectrum truth = Bench with { JumpRatio = 3e-3, JumpsPerSecond = jumpsPerSecond, InTurn = true };
        for (ulong seed = 1; seed <= 6; seed++)
        {
            SpinDiodeFitResult fit = truth.Measure(seed).Fit();

            Assert.False(fit.Succeeded && fit.IsDescribed, $"seed {seed}: {fit.Message}");
        }
    }

    [Fact]
    public void Fit_SymmetricLine_GivesTheAngleAndNoRatio()
    {
        SpinDiodeFitResult fit =
            (Bench with { SymmetricRadiansPerCoulomb = 6e7, AntisymmetricRadiansPerCoulomb = 0 }).Measure(15).Fit();

        Assert.False(fit.SymmetryRatio.IsKnown);
        Assert.Equal(Math.PI / 2, fit.SymmetryAngle.Value, 4 * fit.SymmetryAngle.StandardUncertainty);
        Assert.Equal("symmetry_ratio", Assert.Single(fit.Withheld).Name);
    }

    [Fact]
    public void Fit_TwentyThousandPoints_FindsTheJunction()
    {
        SyntheticSpectrum truth = Bench with
        {
            PowersWatts = [2e-6],
            FrequencyCount = 20_000,
            FrequencyNonlinearity = 0,
            DampingNonlinearity = 0,
        };
        SpinDiodeFitResult fit = truth.Measure(11).Fit();

        Assert.True(fit.Succeeded, fit.Message);
        Assert.Equal(truth.ResonanceHertz, fit.ResonanceFrequency.Value, 4 * fit.ResonanceFrequency.StandardUncertainty);
        Assert.Equal(truth.LinewidthHertz, fit.Linewidth.Value, 4 * fit.Linewidth.StandardUncertainty);
        Assert.Equal(truth.WhiteVolts, fit.WhiteNoise, 0.05 * truth.WhiteVolts);
    }

    [Fact]
    public void Fit_ResonanceAtTheEdge_Warns()
    {
        SpinDiodeFitResult fit =
            (Bench with { ResonanceHertz = 319.5e6, WhiteVolts = 1e-12, DriftVoltsPerRootSecond = 0 }).Measure(6).Fit();

        Assert.True(fit.Succeeded, fit.Message);
        Assert.Equal(
            ["The resonance is 0.5 linewidths from the edge of the sweep; sweep at least one linewidth beyond it on both sides."],
            fit.Warnings);
    }

    [Fact]
    public void Fit_CoarseSweep_Warns()
    {
        SpinDiodeFitResult fit =
            (Bench with { FrequencyCount = 29, WhiteVolts = 1e-12, DriftVoltsPerRootSecond = 0 }).Measure(7).Fit();

        Assert.True(fit.Succeeded, fit.Message);
        Assert.Equal(
            ["The sweep has 1.7 points per linewidth; take at least 3, that is a step of 1.2 MHz or less."], fit.Warnings);
    }

    [Fact]
    public void Fit_ResonanceOutside_Fails()
    {
        SpinDiodeFitResult fit = (Bench with { ResonanceHertz = 315e6 }).Measure(8).Fit();

        Assert.False(fit.Succeeded);
        Assert.Equal(
            "The resonance is outside the sweep, near 315 MHz ± 70 kHz, while the points go from 318 MHz to 374 MHz. Move the "
                + "sweep there.",
            fit.Message);
    }

    [Fact]
    public void Fit_NoiseAlone_NeverFindsAResonance()
    {
        SyntheticSpectrum empty = Bench with { SymmetricRadiansPerCoulomb = 0, AntisymmetricRadiansPerCoulomb = 0 };
        for (ulong seed = 1; seed <= 8; seed++)
        {
            SpinDiodeFitResult fit = empty.Measure(seed).Fit();

            Assert.False(fit.Succeeded, $"seed {seed}: {fit.Message}");

            // A drift may bend the readings as the far flank of a line would; neither is a resonance.
            Assert.EndsWith("'lab run find-resonance' looks for it over a wide range.", fit.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fit_BadPoints_IsAFailureThatSaysHowToMendIt()
    {
        MeasuredSpectrum good = Bench.Measure(9);
        double[] Changed(double[] values, double value) => [.. values.Select((old, i) => i == 7 ? value : old)];

        Assert.Equal(
            "A spin-diode fit needs at least 20 points; got 3. Measure more frequencies.",
            SpinDiodeFit.Fit([1, 2, 3], [1, 1, 1], [1, 2, 3], [0, 1, 2]).Message);
        Assert.Equal(
            "Point 7 (321.267 MHz) has the voltage NaN V. Leave it out or measure it again.",
            (good with { VoltageVolts = Changed(good.VoltageVolts, double.NaN) }).Fit().Message);
        Assert.Equal(
            "Point 7 has the power -27 W, which is negative or not finite. Give powers in watts, not in dBm.",
            (good with { PowerWatts = Changed(good.PowerWatts, -27) }).Fit().Message);
        Assert.Equal(
            "Point 7 has the frequency 0 Hz, which is not positive and finite. Leave it out.",
            (good with { FrequencyHertz = Changed(good.FrequencyHertz, 0) }).Fit().Message);
        Assert.Equal(
            "Point 7 was read at 0 s, before the point ahead of it. Pass the points in the order in which they were measured.",
            (good with { TimeSeconds = Changed(good.TimeSeconds, 0) }).Fit().Message);
        Assert.Equal(
            "A spin-diode fit needs at least 8 frequencies; the points have 1. Sweep the frequency.",
            (good with { FrequencyHertz = [.. good.FrequencyHertz.Select(_ => 346e6)] }).Fit().Message);
        Assert.Equal(
            "The power of every point is zero. Switch on the source's output.",
            (good with { PowerWatts = new double[good.PowerWatts.Length] }).Fit().Message);
        Assert.Equal(
            "All voltages are 0 V. The voltmeter does not see the junction, or its range is too coarse.",
            (good with { VoltageVolts = new double[good.VoltageVolts.Length] }).Fit().Message);
    }

    [Fact]
    public void Fit_UnequalLengths_Throws()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => SpinDiodeFit.Fit(
            new double[30], new double[30], new double[29], new double[30]));

        Assert.Equal(
            "30 frequencies, 30 powers, 29 voltages and 30 times do not make points; pass spans of one length.", error.Message);
    }

    [Fact]
    public void Fit_OtherOriginOfTime_GivesTheSameJunction()
    {
        MeasuredSpectrum spectrum = Bench.Measure(10);
        SpinDiodeFitResult fit = spectrum.Fit();
        SpinDiodeFitResult moved = (spectrum with { TimeSeconds = [.. spectrum.TimeSeconds.Select(time => time + 1e6)] }).Fit();

        Assert.Equal(
            fit.ResonanceFrequency.Value, moved.ResonanceFrequency.Value, 1e-2 * fit.ResonanceFrequency.StandardUncertainty);
        Assert.Equal(fit.Sensitivity.Value, moved.Sensitivity.Value, 1e-2 * fit.Sensitivity.StandardUncertainty);
    }
}
