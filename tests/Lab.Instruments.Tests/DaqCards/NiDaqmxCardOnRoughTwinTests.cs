namespace Lab.Instruments.Tests.DaqCards;

/// <summary>The contract on a card with the manners of a real one.</summary>
public sealed class NiDaqmxCardOnRoughTwinTests : DaqCardContract
{
    protected override string Driver => "ni-daqmx";

    protected override bool IsRough => true;

    protected override double InputError => 1.5e-3;
}
