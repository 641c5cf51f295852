using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>A calibrated loss can make the limit on the RF power at the junction narrower, and never wider. The shipped bench has
/// 6 dB and allows 100 µW.</summary>
public sealed class SafetyGateLossTests
{
    private readonly SafetyGate gate = new(ShippedBench.Read(), new VirtualClock());

    [Theory]
    [InlineData(3, 150)]
    [InlineData(0, 390)]
    [InlineData(-6, 1500)]
    public void CalibratedLossBelowTheFiles_CountsForTheLimit(double calibrated, double microwatts)
    {
        gate.ExpectRfLoss("rf", new LeastRfLoss([3e8, 4e8], [calibrated, calibrated]));
        Set(Channels.Frequency, 346e6);

        // What a protocol would send for this power at the junction, by the calibrated loss.
        double sent = microwatts * 1e-6 * Math.Pow(10, calibrated / 10);
        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(Channels.Power, sent));

        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains("RF power at junction 'mtj' at most 100 µW", error.Message, StringComparison.Ordinal);
        Assert.Contains("or more by its calibration", error.Message, StringComparison.Ordinal);
        Set(Channels.Power, 99e-6 * Math.Pow(10, calibrated / 10));
    }

    [Fact]
    public void CalibratedLossAboveTheFiles_MakesTheLimitNoWider()
    {
        gate.ExpectRfLoss("rf", new LeastRfLoss([3e8, 4e8], [16, 16]));
        Set(Channels.Frequency, 346e6);
        Set(Channels.Power, 390e-6); // 98 µW after 6 dB
        Assert.Throws<InstrumentException>(() => Set(Channels.Power, 410e-6));
    }

    [Fact]
    public void LossAgainstFrequency_TheFrequencyThatIsSetCounts()
    {
        gate.ExpectRfLoss("rf", new LeastRfLoss([3e8, 4e8, 5e8], [6, 3, 6]));
        Set(Channels.Frequency, 300e6);
        Set(Channels.Power, 390e-6);
        Set(Channels.Output, 1);
        Assert.Throws<InstrumentException>(() => Set(Channels.Frequency, 400e6)); // 195 µW after 3 dB
        Set(Channels.Power, 190e-6);
        Set(Channels.Frequency, 400e6);
        Assert.Throws<InstrumentException>(() => Set(Channels.Power, 390e-6));
    }

    [Fact]
    public void FrequencyThatIsNotKnown_TheLeastLossOfTheCurveCounts()
    {
        gate.ExpectRfLoss("rf", new LeastRfLoss([3e8, 4e8, 5e8], [6, 3, 6]));
        Assert.Throws<InstrumentException>(() => Set(Channels.Power, 390e-6));
        Set(Channels.Power, 190e-6);
    }

    [Fact]
    public void FrequencyInDoubt_TheLeastLossBetweenCounts()
    {
        gate.ExpectRfLoss("rf", new LeastRfLoss([3e8, 4e8, 5e8], [6, 3, 6]));
        Set(Channels.Frequency, 300e6);
        var unconfirmed = new SetPoint(Channels.Frequency, 500e6);
        gate.Check("rf", [unconfirmed], "SET");
        Assert.Throws<InstrumentException>(() => Set(Channels.Power, 390e-6));
    }

    [Theory]
    [InlineData(1e8, 6)]
    [InlineData(3.5e8, 4.5)]
    [InlineData(9e8, 6)]
    public void Between_OneFrequency_IsStraightAndConstantBeyondTheEnds(double hertz, double decibels) =>
        Assert.Equal(decibels, new LeastRfLoss([3e8, 4e8, 5e8], [6, 3, 6]).Between(hertz, hertz).Decibels, 1e-12);

    [Fact]
    public void Constructor_NoCurve_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new LeastRfLoss([], []));
        Assert.Throws<ArgumentException>(() => new LeastRfLoss([1e8], [1, 2]));
        Assert.Throws<ArgumentException>(() => new LeastRfLoss([2e8, 1e8], [1, 2]));
        Assert.Throws<ArgumentException>(() => new LeastRfLoss([1e8], [double.NaN]));
    }

    private void Set(string channel, double value)
    {
        gate.Check("rf", [new SetPoint(channel, value)], "SET");
        gate.Confirm("rf");
    }
}
