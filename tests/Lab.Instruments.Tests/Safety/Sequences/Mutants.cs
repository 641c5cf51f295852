using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>The planted bypasses, each of which the sequences must find.</summary>
internal static class Mutants
{
    public static IReadOnlyList<GateMutant> All { get; } =
    [
        Seeing("NaN passes", points => [.. points.Where(point => double.IsFinite(point.Value))]),
        Seeing(
            "the sign is lost: negative values count as none",
            points => [.. points.Select(point => point with { Value = point.Value < 0 ? 0 : point.Value })]),
        Seeing("only the output is checked", points => [.. points.Where(point => point.Channel == Channels.Output)]),
        Told("the sign of the loss is flipped", bench => bench with
        {
            Wiring = [.. bench.Wiring.Select(wiring => wiring with { Loss = LevelRatio.FromDecibels(-wiring.Loss.Decibels) })]
        }),
        Told("a second source does not count", bench => bench with
        {
            Wiring = [.. bench.Wiring.DistinctBy(wiring => wiring.Port == SamplePort.DcBias ? "bias" : wiring.Instrument)]
        }),
        Told(
            "a second tone does not count",
            bench => bench with { Wiring = [.. bench.Wiring.Where(wiring => wiring.Instrument != "second")] }),
        Told("leakage does not count", bench => bench with
        {
            Sample = bench.Sample with { FieldLines = [.. bench.Sample.FieldLines.Select(line => line with { Leakage = 0 })] }
        }),
        Told("the rates are ignored", bench => WithLimits(bench, limit => limit with { Rate = null })),
        Told("the steps are ignored", bench => WithLimits(bench, limit => limit with { Step = null })),
        Told(
            "the magnet's field rate is ignored",
            bench => bench with { Sample = bench.Sample with { Magnet = bench.Sample.Magnet! with { FieldRateLimit = null } } }),
        Told(
            "pulses in a line do not count",
            bench => bench with { Wiring = [.. bench.Wiring.Where(wiring => wiring.Port != SamplePort.Pulse)] }),
        Told("the energy of pulses is ignored", bench => bench with { Sample = bench.Sample with
        {
            FieldLines = [.. bench.Sample.FieldLines.Select(line => line with { PulseEnergyLimit = null })]
        } }),
        Told("the magnet's energy is ignored", bench => bench with
        {
            Sample = bench.Sample with { Magnet = bench.Sample.Magnet! with { StoredEnergyLimit = null } }
        }),
        With("the interior of a list is not checked", gate => new MutantGate(gate)
        {
            Program = program => program with { Values = [program.Values[0], program.Values[^1]] }
        }),
        With(
            "a list is looked at backwards",
            gate => new MutantGate(gate) { Program = program => program with { Values = [.. program.Values.Reverse()] } }),
        With("a program that runs does not count", gate => new MutantGate(gate) { ForgetsPrograms = true }),
        With("off counts before it was sent", gate => new MutantGate(gate) { TrustsTheWire = true }),
        new GateMutant("a driver sets its current beside the gate")
        {
            Driver = (context, driver) => driver == "yokogawa-gs200" ? new BypassingSource(context) : null,
        },
    ];

    private static GateMutant Seeing(string name, Func<SetPoint[], SetPoint[]> seen) =>
        With(name, gate => new MutantGate(gate) { Seen = seen });

    private static GateMutant With(string name, Func<ISafetyGate, ISafetyGate> gate) => new(name) { Gate = gate };

    private static GateMutant Told(string name, Func<BenchDefinition, BenchDefinition> bench) => new(name) { Bench = bench };

    private static BenchDefinition WithLimits(BenchDefinition bench, Func<ChannelLimit, ChannelLimit> change) => bench with
    {
        Instruments =
            [.. bench.Instruments.Select(instrument => instrument with { Limits = [.. instrument.Limits.Select(change)] })],
    };
}
