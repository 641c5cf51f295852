using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Tests.CurrentSources;

/// <summary>Watches what passes the gate while an instrument is made safe.</summary>
internal static class RampWitness
{
    /// <summary>Asserts that the current goes to zero no faster than a rate, monotonously,
    /// and that the output goes off after it.</summary>
    public static async Task AssertRampsDownAsync(TwinBench bench, double fromAmperes, double amperesPerSecond)
    {
        List<(double Seconds, SetPoint SetPoint)> log = [];
        bench.Gate.Allows = setPoint =>
        {
            log.Add((bench.Clock.Now().Seconds, setPoint));
            return true;
        };
        (double Seconds, double Amperes) before = (bench.Clock.Now().Seconds, fromAmperes);
        await bench.Get<IInstrument>().MakeSafeAsync();

        Assert.Equal(SetPoint.Output(on: false), log[^1].SetPoint);
        foreach ((double seconds, SetPoint setPoint) in log.SkipLast(1))
        {
            Assert.Equal(Channels.Current, setPoint.Channel);
            Assert.InRange(
                Math.Abs(before.Amperes) - Math.Abs(setPoint.Value),
                0,
                amperesPerSecond * (seconds - before.Seconds) * (1 + 1e-9));
            Assert.True(setPoint.Value * fromAmperes >= 0);
            before = (seconds, setPoint.Value);
        }

        Assert.Equal(0, before.Amperes);
    }
}
