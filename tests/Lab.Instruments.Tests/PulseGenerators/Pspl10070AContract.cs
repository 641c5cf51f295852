using Lab.Instruments.Drivers.PulseGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.PulseGenerators;

/// <summary>The contract with pulses that a 10,070A can give: up to 10.2 ns, steps of 1 dB, and never before the sync.</summary>
public abstract class Pspl10070AContract : PulseGeneratorContract
{
    protected override string Driver => "pspl-10070a";

    protected override IReadOnlyList<string> ExternalTrigger => ["trigger ext"];

    // The serial number is 0 in the twin: no public source shows an identity.
    protected override bool HasFullIdentity => false;

    protected override double Narrower => 10;

    protected override double DelaySeconds => 10e-9;

    // 7.5 V less whole decibels, not above the wanted one: 2 V is 12 dB, 1.8839 V.
    protected override double Given(double volts) =>
        Math.Round(Pspl10070A.NearestBelow(Voltage.FromVolts(volts)).Volts, 15);
}
