using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SourceMeters;

public sealed class Keithley2400OnRoughTwinTests : SourceMeterContract
{
    protected override string Driver => "keithley-2400";

    protected override bool IsRough => true;

    [Fact]
    public async Task Measure_AroundTenThousandSecondsOn_IsNeverStale()
    {
        // Seven digits of the time: from 10,000 s on, two readings of 20 ms differ by two steps of 10 ms.
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(1));
        await meter.SetOutputAsync(true);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(163, (await meter.MeasureAsync()).Resistance.Ohms, 0.1);
        }
    }
}
