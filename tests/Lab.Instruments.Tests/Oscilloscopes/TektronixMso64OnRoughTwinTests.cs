namespace Lab.Instruments.Tests.Oscilloscopes;

/// <summary>The rough twin is a DPO7354C: eight bits, the header of the delay and the time stamps of its family.</summary>
public sealed class TektronixMso64OnRoughTwinTests : OscilloscopeContract
{
    protected override string Driver => "tektronix-mso64";

    protected override bool IsRough => true;

    protected override double RelativeStep => 1.024 / 256;
}
