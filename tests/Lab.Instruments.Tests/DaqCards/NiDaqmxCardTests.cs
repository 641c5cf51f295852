namespace Lab.Instruments.Tests.DaqCards;

/// <summary>The contract on the polite twin, and what is particular to NI-DAQmx.</summary>
public sealed class NiDaqmxCardTests : DaqCardContract
{
    protected override string Driver => "ni-daqmx";
}
