using Lab.Benches;
using Lab.Instruments.Tests.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SafeStates;

/// <summary>The recipe as bench files have it.</summary>
public class SafeStateRecipeTests
{
    private const string Shipped = "safe_state: [rf, smu, line, magnet, supply]";

    [Fact]
    public void Read_NamesAndSteps_KeepTheirOrder()
    {
        BenchDefinition bench = ShippedBench.Read((Shipped, """
            safe_state:
              - { instrument: rf, action: off }
              - smu
              - { instrument: line, action: zero, rate: 5 mA/s }
              - magnet
              - { instrument: supply, action: hold }
              - line
            """));

        Assert.Equal(
            [
                new SafeStateStep("rf", SafeAction.Off),
                new SafeStateStep("smu"),
                new SafeStateStep("line", SafeAction.Zero, CurrentRate.FromAmperesPerSecond(0.005)),
                new SafeStateStep("magnet"),
                new SafeStateStep("supply", SafeAction.Hold),
                new SafeStateStep("line"),
            ],
            bench.SafeState);
    }

    [Fact]
    public void Read_StepsThatMakeNoSense_AreAllReported()
    {
        string yaml = ShippedBench.With((Shipped, """
            safe_state:
              - { instrument: rf, action: zero }
              - { instrument: smu, action: stop }
              - { instrument: line, rate: 0 A/s }
              - { instrument: supply, action: off }
              - { instrument: magnet, rate: 1 A/s }
            """));
        int line = ShippedBench.LineOf(yaml, "safe_state:");

        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        Assert.Equal(
            [
                $"my.yaml:{line + 1}: safe_state[1].action: 'rf' is an RF generator, which has no current to bring to zero. "
                    + "Write safe or off.",
                $"my.yaml:{line + 2}: safe_state[2].action: there is no action 'stop'; allowed are safe, zero, off, hold.",
                $"my.yaml:{line + 3}: safe_state[3].rate: '0 A/s' is not above zero.",
                $"my.yaml:{line + 4}: safe_state[4].action: 'supply' is a magnet supply; off without a ramp would let its field "
                    + "collapse. Write safe, which ramps first.",
                $"my.yaml:{line + 5}: safe_state[5].rate: only currents of sources are ramped at a rate of the recipe, with the "
                    + "actions safe and zero; magnets have theirs among their settings.",
            ],
            error.Findings);
    }

    [Theory]
    [InlineData("1e300 s")] // the watchdog could not count it
    [InlineData("1 ms")] // every run would look dead
    [InlineData("2 h")]
    public void Read_HangTimeThatNoWatchdogCanKeep_IsRefused(string time)
    {
        var error = Assert.Throws<BenchException>(() => ShippedBench.Read((Shipped, $"{Shipped}\nwatchdog: {{ hang: {time} }}")));

        Assert.Contains($"watchdog.hang: '{time}' is not between 1 s and 3.6 ks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HangTime_IsAMinuteUnlessTheFileSaysOtherwise()
    {
        Assert.Equal(Duration.FromSeconds(60), ShippedBench.Read().HangTime);
        Assert.Equal(Duration.FromSeconds(5), ShippedBench.Read((Shipped, $"{Shipped}\nwatchdog: {{ hang: 5 s }}")).HangTime);
    }
}
