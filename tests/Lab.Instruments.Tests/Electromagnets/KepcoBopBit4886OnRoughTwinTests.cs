using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class KepcoBopBit4886OnRoughTwinTests : MagnetSupplyContract
{
    protected override string Driver => "kepco-bop-bit4886";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override Current Resolution => Current.FromAmperes(20.0 / 32768);
}
