namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class AvtechAvr3HeBOnRoughTwinTests : PulseGeneratorContract
{
    protected override string Driver => "avtech-avr-3he-b";

    protected override IReadOnlyList<string> ExternalTrigger => ["trig:sour ext"];

    protected override bool IsRough => true;
}
