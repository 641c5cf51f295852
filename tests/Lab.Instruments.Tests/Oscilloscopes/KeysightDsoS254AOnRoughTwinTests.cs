namespace Lab.Instruments.Tests.Oscilloscopes;

/// <summary>The rough twin is a DSO9104A of eight bits.</summary>
public sealed class KeysightDsoS254AOnRoughTwinTests : OscilloscopeContract
{
    protected override string Driver => "keysight-dso-s-254a";

    protected override bool IsRough => true;
}
