namespace Lab.Instruments.Tests.Wires;

/// <summary>The operations that the stand-in for the VISA C library can be made to fail at, in its order.</summary>
public enum VisaCOperation
{
    Manager,
    Open,
    Read,
    Write,
    Clear,
    Find,
}
