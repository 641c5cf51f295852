namespace Ivi.Visa;

[Flags]
public enum SerialFlowControlModes
{
    None = 0,
    XOnXOff = 1,
    RtsCts = 2,
    DtrDsr = 4,
}
