using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>Small benches for the limits of the gate.</summary>
internal static class GateTrialBench
{
    /// <summary>A bench with some instruments on a sample.</summary>
    public static BenchDefinition Of(
        SampleDefinition sample,
        params (string Name, SamplePort Port, string? Line, ChannelLimit[] Limits)[] instruments) => new()
        {
            Name = "trial",
            SafeState = [],
            Sample = sample,
            Wiring = [.. instruments.Select(each => new WiringDefinition(each.Name, each.Port, each.Line, default))],
            Instruments = [.. instruments.Select(each => new InstrumentDefinition(
            each.Name,
            "any",
            "sim:",
            SettingValues.Empty,
            each.Limits,
            SettingValues.Empty) { Terminals = TerminalsAt(each.Port) })],
        };

    public static ChannelLimit Limit(string channel, QuantityDefinition quantity, double? rate = null, double? step = null) =>
        new(channel, null, null, quantity) { Rate = rate, Step = step };

    // What usually hangs on a port.
    private static IReadOnlyList<TerminalDefinition> TerminalsAt(SamplePort port) => port.Name switch
    {
        "rf" => InstrumentKind.RfGenerator.Terminals,
        "pulse" => InstrumentKind.PulseGenerator.Terminals,
        "dc-bias" or "field-line" => InstrumentKind.CurrentSource.Terminals,
        "coil" => InstrumentKind.MagnetSupply.Terminals,
        _ => [],
    };
}
