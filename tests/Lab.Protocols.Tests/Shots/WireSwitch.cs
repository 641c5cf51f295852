using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Protocols.Tests.Shots;

/// <summary>A part for tests: a magnetic wire that a pulse reverses in some of the shots, and that each shot saturates
/// first.</summary>
internal sealed class WireSwitch(StageContext context) : SamplePart
{
    public const double Probability = 0.3;

    private readonly ShotStream chance = context.RandomOfShots("reversal");
    private bool isReversed;

    public static SamplePort Port { get; } = new("wire");

    public static PartSchema Schema { get; } = new("wires", "wire", [Port]) { Summary = "A magnetic wire." };

    public static PartDescription Description { get; } = new(Schema, (context, _) => new WireSwitch(context));

    public override bool IsRenewedByShot => true;

    public override void Drive(WiringDefinition at, Signal signal) => isReversed = chance.Now.NextDouble() < Probability;

    public override double Sense(WiringDefinition at, Sensed what, Duration interval) => isReversed ? 1e-3 : -1e-3;
}
