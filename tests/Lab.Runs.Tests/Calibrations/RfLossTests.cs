using Lab.Quantities;
using Lab.Runs.Calibrations;

namespace Lab.Runs.Tests.Calibrations;

public sealed class RfLossTests
{
    [Fact]
    public void At_BetweenThePoints_IsStraight()
    {
        RfLoss loss = Loss([1e8, 2e8, 4e8], [6, 7, 5]);
        double At(double hertz) => loss.At(Frequency.FromHertz(hertz)).Decibels;
        Assert.Equal([6, 6.5, 7, 6, 5], ((double[])[1e8, 1.5e8, 2e8, 3e8, 4e8]).Select(At), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData(99.9e6)]
    [InlineData(400.1e6)]
    [InlineData(9e9)]
    public void At_OutsideTheCurve_IsRefused(double hertz)
    {
        RfLoss loss = Loss([1e8, 2e8, 4e8], [6, 7, 5]);
        string message = Assert.Throws<RunException>(() => loss.At(Frequency.FromHertz(hertz))).Message;
        Assert.Contains(
            "lies outside 100 MHz to 400 MHz, where the calibration 'rf/loss' from run-1 knows the loss.",
            message,
            StringComparison.Ordinal);
        Assert.Throws<RunException>(() => loss.UncertaintyAt(Frequency.FromHertz(hertz)));
    }

    [Fact]
    public void At_BenchFile_HoldsAtEveryFrequencyAndKnowsNoUncertainty()
    {
        var loss = new RfLoss(LevelRatio.FromDecibels(6));
        Assert.Equal(6, loss.At(Frequency.FromHertz(9e9)).Decibels);
        Assert.Null(loss.UncertaintyAt(Frequency.FromHertz(9e9)));
        loss.RequireNear(LevelRatio.FromDecibels(60)); // there is nothing to compare it with
    }

    [Fact]
    public void UncertaintyAt_IsThatOfTheCurve_OrOfTheRecord_OrOneDecibel()
    {
        Frequency middle = Frequency.FromHertz(1.5e8);
        CalibrationRecord record = Record([1e8, 2e8], [6, 7]);
        CalibrationRecord curved = record with
        {
            Curves = new Dictionary<string, double[]>(record.Curves) { ["uncertainty"] = [0.1, 0.3] }
        };
        Assert.Equal(0.2, new RfLoss(curved).UncertaintyAt(middle)!.Value.Decibels, 1e-12);
        Assert.Equal(0.05, new RfLoss(record).UncertaintyAt(middle)!.Value.Decibels, 1e-12);
        Assert.Equal(1, new RfLoss(record with { Uncertainty = null }).UncertaintyAt(middle)!.Value.Decibels, 1e-12);
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(0)]
    [InlineData(0.005)]
    public void Constructor_LossThatNoCableHas_IsRefused(double decibels)
    {
        string message = Assert.Throws<RunException>(() => Loss([1e8, 2e8], [6, decibels])).Message;
        Assert.Contains("which no cable has", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NoCurve_IsRefused()
    {
        CalibrationRecord record = Record([1e8, 2e8], [6, 7]);
        Assert.Throws<RunException>(() => new RfLoss(record with { Curves = new Dictionary<string, double[]>() }));
        Assert.Throws<RunException>(() => Loss([2e8, 1e8], [6, 7]));
        Assert.Throws<RunException>(() => Loss([0, 1e8], [6, 7]));
        Assert.Throws<RunException>(() => Loss([1e8, 2e8], [6]));
        Assert.Throws<RunException>(() => Loss([], []));
    }

    [Fact]
    public void RequireNear_MoreThanThreeDecibelsFromTheBenchFile_IsRefusedUnlessItWasAccepted()
    {
        CalibrationRecord far = Record([3e8, 4e8], [16, 15]);
        string message = Assert.Throws<RunException>(() => new RfLoss(far).RequireNear(LevelRatio.FromDecibels(6))).Message;
        Assert.Contains(
            "has 16 dB at 300 MHz where the bench file says 6 dB: more than 3 dB apart", message, StringComparison.Ordinal);
        new RfLoss(far).RequireNear(LevelRatio.FromDecibels(15));

        CalibrationRecord accepted = far with
        {
            Curves = new Dictionary<string, double[]>(far.Curves) { ["accepted_difference"] = [12] }
        };
        new RfLoss(accepted).RequireNear(LevelRatio.FromDecibels(6));
        Assert.Throws<RunException>(() => new RfLoss(accepted).RequireNear(LevelRatio.FromDecibels(1)));
    }

    [Fact]
    public void LeastOf_IsTwoStandardUncertaintiesBelowTheMeasuredLoss()
    {
        CalibrationRecord record = Record([1e8, 2e8], [6, 7]);
        Assert.Equal(5.9, RfLoss.LeastOf(record)!.Anywhere.Decibels, 1e-12);
        Assert.Equal(6.4, RfLoss.LeastOf(record)!.Between(1.5e8, 9e8).Decibels, 1e-12);
        Assert.Equal(4, RfLoss.LeastOf(record with { Uncertainty = null })!.Anywhere.Decibels, 1e-12);
        Assert.Null(RfLoss.LeastOf(record with { Curves = new Dictionary<string, double[]>() }));
    }

    private static RfLoss Loss(double[] hertz, double[] decibels) => new(Record(hertz, decibels));

    private static CalibrationRecord Record(double[] hertz, double[] decibels) => new("rf/loss", 6, "dB", 0.05, "run-1")
    {
        Curves = new Dictionary<string, double[]> { ["frequency"] = hertz, ["loss"] = decibels },
    };
}
