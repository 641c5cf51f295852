using Lab.Calibration.FieldLines;

namespace Lab.Calibration.Tests.FieldLines;

public class FieldLineFitTests
{
    private const double OhmsPerTesla = -900;
    private const double TeslaPerAmpere = 0.11;

    [Fact]
    public void Fit_StraightLines_GivesTheRatioOfTheSlopes()
    {
        var fit = FieldLineFit.Fit(
            Sweep(1.5e-3, OhmsPerTesla), Sweep(12e-3, OhmsPerTesla * TeslaPerAmpere), 0.002, out string? failure);

        Assert.Null(failure);
        Assert.Equal(TeslaPerAmpere, fit!.Conversion.Value, 1e-12);
        Assert.Equal(0.002 * TeslaPerAmpere, fit.Conversion.StandardUncertainty, 1e-9);
        Assert.Equal(0.002 * Math.Abs(OhmsPerTesla), fit.OhmsPerField.StandardUncertainty, 1e-6);
        Assert.Equal(0, fit.FieldHysteresis.Value, 1e-12);
    }

    [Fact]
    public void Fit_OneSweepReachesFarther_UsesOnlyTheCommonRange()
    {
        // Beyond 1.5 mT the junction saturates, which the line's current never reaches.
        static double Bent(double tesla) => OhmsPerTesla * Math.Clamp(tesla, -1.5e-3, 1.5e-3);
        var fit = FieldLineFit.Fit(Sweep(3e-3, Bent, 0), Sweep(12e-3, OhmsPerTesla * TeslaPerAmpere), 0, out _);

        Assert.Equal(TeslaPerAmpere, fit!.Conversion.Value, 1e-9);
    }

    [Fact]
    public void Fit_DownLagsBehindUp_TellsByHowMuch()
    {
        var fit = FieldLineFit.Fit(
            Sweep(1.5e-3, x => OhmsPerTesla * x, lag: 1e-4), Sweep(12e-3, OhmsPerTesla * TeslaPerAmpere), 0, out _);

        Assert.Equal(1e-4, Math.Abs(fit!.FieldHysteresis.Value), 1e-6);
    }

    [Fact]
    public void LeakageOf_AnotherLine_IsItsShareOfTheSlope()
    {
        var fit = FieldLineFit.Fit(Sweep(1.5e-3, OhmsPerTesla), Sweep(12e-3, OhmsPerTesla * TeslaPerAmpere), 0, out _);

        Assert.Equal(0.05, fit!.LeakageOf(Sweep(12e-3, 0.05 * OhmsPerTesla * TeslaPerAmpere)).Value, 1e-12);
    }

    [Fact]
    public void Fit_Bent_IsRefusedWithTheRemedy()
    {
        var fit = FieldLineFit.Fit(
            Sweep(1.5e-3, x => OhmsPerTesla * (x - (0.2 * x * x / 1.5e-3)), 0),
            Sweep(15e-3, OhmsPerTesla * TeslaPerAmpere),
            0,
            out string? failure);

        Assert.Null(fit);
        Assert.StartsWith("The resistance is not linear in the field:", failure, StringComparison.Ordinal);
        Assert.EndsWith("Choose a smaller range of field and current.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoCommonRange_IsRefusedWithTheRemedy()
    {
        var fit = FieldLineFit.Fit(
            Sweep(15e-3, OhmsPerTesla), Sweep(0.1e-3, OhmsPerTesla * TeslaPerAmpere), 0, out string? failure);

        Assert.Null(fit);
        Assert.Contains("points between the resistances that both reach", failure, StringComparison.Ordinal);
    }

    private static ResistanceSweep Sweep(double reach, double slope) => Sweep(reach, x => slope * x, lag: 0);

    private static ResistanceSweep Sweep(double reach, Func<double, double> change, double lag)
    {
        double[] up = [.. Enumerable.Range(-10, 21).Select(i => reach * i / 10)];
        double[] x = [.. up, .. up.Reverse()];
        bool[] isUp = [.. x.Select((_, i) => i < up.Length)];
        return new ResistanceSweep(x, [.. x.Select((field, i) => 163 + change(isUp[i] ? field : field + lag))], isUp);
    }
}
