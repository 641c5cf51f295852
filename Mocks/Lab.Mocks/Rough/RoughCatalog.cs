using Lab.Instruments.Wires;
using Lab.Mocks.Electromagnets;
using Lab.Mocks.Nanovoltmeters;
using Lab.Quantities;

namespace Lab.Mocks.Rough;

/// <summary>The manners of real instruments by driver: what public drivers, recorded answers and manuals show of them.</summary>
/// <remarks>Where a source tells that a thing happens and not to which model, it stands here at the model that is most likely to
/// do it; such lines are marked [assumption].</remarks>
public static class RoughCatalog
{
    /// <summary>Rohde &amp; Schwarz SMB100A.</summary>
    public static RoughManners RohdeSchwarzSmb100A { get; } = new()
    {
        Latency = Duration.FromMilliseconds(4), // [assumption] a message and its answer on a busy network
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":FREQ:MULT 2;OFFS 10 MHz;:FREQ 3 GHz",
            ":POW:OFFS -20 dB;:POW 5 dBm;:UNIT:POW V",
            ":PULM:STAT ON;:AM:STAT ON;:FM:STAT ON;:LFO:STAT ON;:SOUR:CORR ON;:ROSC:SOUR EXT",
            ":NONSENSE",
        ],
    };

    // Signed numbers and blanks in the identity: answers of other instruments of this maker (DSO-X, PNA, 33500) [assumption].
    /// <summary>Keysight E8257D.</summary>
    public static RoughManners KeysightE8257D { get; } = new()
    {
        Identity = "Agilent Technologies, E8257D, US43320533, C.03.76",
        Registers = RegisterForm.WithSign,
        WritesExponents = true,
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":FREQ:MULT 2;OFFS 10 MHz;:FREQ 3 GHz",
            ":POW:OFFS -20 dB;:POW -5 dBm;:POW:REF -10 dBm;REF:STAT ON;:UNIT:POW V",
            ":OUTP:MOD ON;:PULM:STAT ON;:AM:STAT ON;:LFO:STAT ON",
            ":CORR:FLAT:PAIR 100 MHz,1 dB;:CORR:FLAT:PAIR 6 GHz,4 dB;:CORR ON;:POW:ALC OFF;:POW:ATT:AUTO OFF",
            ":NONSENSE",
        ],
    };

    // 1200 Bd with echo and prompt (maker's programming manual). NUL, blank line and blank after the semicolon: seen behind
    // serial servers, on which instrument is not told [assumption].
    /// <summary>Avtech AVR-3HE-B.</summary>
    public static RoughManners AvtechAvr3HeB { get; } = new()
    {
        AnswerSeparator = "; ",
        BeforeAnswer = "\r\n",
        AfterAnswer = "\0",
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(50),
        Serial = new SerialSettings { Baud = 1200, Echo = true, Prompt = ">", Terminator = "cr" },
        EarlierUser =
        [
            "trigger:source external;:output off;:volt 50;:frequency 1 kHz;:pulse:width 1 us;delay 100 ns",
            "pulse:count 5;:pulse:gate:type sync;level low;:output:load 10000",
            "nonsense",
        ],
    };

    // Terminators: PyMeasure's keithley2182 ends messages with CR.
    /// <summary>Keithley 2182A.</summary>
    public static RoughManners Keithley2182A { get; } = new()
    {
        Identity = "KEITHLEY INSTRUMENTS INC.,MODEL 2182A,0789012,C01  /A01  ",
        Terminator = "\r",
        Latency = Duration.FromMilliseconds(10), // [assumption]
        Clients = ClientPolicy.DisplacesOlder,
        Serial = new SerialSettings { Terminator = "cr" },
        Effects = new Dictionary<string, object> { [Keithley2182ATwin.FlickerNoiseKey] = Voltage.FromVolts(1e-9) },
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":FUNC 'TEMP';:SENS:CHAN 2;:VOLT:CHAN1:RANG 100;:VOLT:NPLC 50;:SYST:AZER OFF;:SYST:FAZ OFF",
            ":VOLT:REF 1E-3;REF:STAT ON;:VOLT:LPAS ON;:VOLT:DFIL:WIND 5;COUN 100;TCON MOV;STAT ON;:VOLT:DELT ON;:CALC:STAT ON",
            ":TRIG:SOUR EXT;COUN 10;DEL 1;:SAMP:COUN 5;:INIT:CONT ON",
            ":TRAC:POIN 500;FEED SENS;FEED:CONT NEXT;:FORM:ELEM CHAN,UNIT;:FORM SRE",
            ":NONSENSE",
        ],
    };

    // Identity of a recorded unit; 'GS200' itself is answered by none.
    /// <summary>Yokogawa GS200.</summary>
    public static RoughManners YokogawaGs200 { get; } = new()
    {
        Identity = "YOKOGAWA,GS211,91VB13481,2.02",
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SOUR:FUNC CURR;RANG 200E-3;:SOUR:PROT:VOLT 5;CURR 50E-3",
            ":SENS ON;:SENS:REM ON;GUAR ON;:ROUT:BNCI OUTP",
            ":PROG:INT 5;SLOP 5;REP ON;TRIG MEND;:PROG:EDIT:STAR;:SOUR:LEV 1E-3;:SOUR:LEV 2E-3",
            ":NONSENSE",
        ],
    };

    // One client on port 1394, the old one kept for about 2 s (a public cryostat logger); the firmware field ends in blanks.
    /// <summary>Keithley 6221.</summary>
    public static RoughManners Keithley6221 { get; } = new()
    {
        Identity = "KEITHLEY INSTRUMENTS INC.,MODEL 6221,4559777,D04  /700x ",
        Latency = Duration.FromMilliseconds(4), // [assumption]
        Clients = ClientPolicy.RefusesNewer,
        KeepsClosedConnection = Duration.FromSeconds(2),
        Serial = new SerialSettings { Baud = 115_200, Terminator = "cr" },
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SOUR:CURR:COMP 5;:SOUR:CURR:RANG 2E-9;RANG:AUTO OFF;:SOUR:CURR:FILT ON;:SOUR:DEL 10",
            ":OUTP:RESP SLOW;ISH GUAR;LTE ON;:SOUR:SWE:RANG FIX;CAB ON",
            ":SOUR:WAVE:FUNC SQU;OFFS 5E-3;:SOUR:WAVE:ARM",
            ":SOUR:SWE:SPAC LIST;COUN INF;:SOUR:LIST:CURR 1E-3,2E-3,3E-3;:SOUR:SWE:ARM",
            ":NONSENSE",
        ],
    };

    // Seven digits of its own time, which after 10,000 s end at 0.01 s.
    /// <summary>Keithley 2400.</summary>
    public static RoughManners Keithley2400 { get; } = new()
    {
        Identity = "KEITHLEY INSTRUMENTS INC.,MODEL 2400,0668103,C09   Jun  9 1997 11:42:36/A01  /C/B",
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(10), // [assumption]
        TimeOn = Duration.FromSeconds(9_999),
        Serial = new SerialSettings { Terminator = "cr" },
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SYST:RSEN ON;:ROUT:TERM REAR;:OUTP:SMOD ZERO;:SOUR:FUNC VOLT;:SOUR:DEL 0.5",
            ":SENS:FUNC:CONC OFF;:SENS:FUNC 'RES';:SENS:VOLT:NPLC 10;:SENS:AVER:COUN 100;TCON MOV;:SENS:AVER ON",
            ":ARM:SOUR BUS;COUN 5;:TRIG:COUN 10;DEL 0.1;:FORM:ELEM VOLT,TIME;:FORM:SREG HEX;:SOUR:CLE:AUTO ON;:SYST:AZER OFF",
            ":NONSENSE",
        ],
    };

    // Identity of a recorded card; the read-back is the mean of 16 samples and valid 0.32 s after a change (BIT 4886 operator
    // manual, 1.2.1). Serial: the manual's 4-11 and the public EPICS driver.
    /// <summary>Kepco BOP with a BIT 4886 card.</summary>
    public static RoughManners KepcoBopBit4886 { get; } = new()
    {
        Identity = "KEPCO, BIT 4886 20-20 123456 1.8-1.8",
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(20),
        ReadBackTime = Duration.FromMilliseconds(320),
        Serial = new SerialSettings { Terminator = "crlf", Flow = "xon-xoff", Echo = true, Prompt = ">" },
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":FUNC:MODE VOLT;:VOLT 5;:CURR 2;:CURR:RANG 4;:CURR:MODE LIST",
            ":NONSENSE",
        ],
    };

    // Registers as 'nnn' (475 user's manual, 6-28); one query a message, 50 ms of silence, 7 data bits (public drivers of the
    // 475 and the 455 manual, 6.2). Readings come ten times a second and are answered at once [assumption].
    /// <summary>Lake Shore 475.</summary>
    public static RoughManners LakeShore475 { get; } = new()
    {
        Identity = "LSCI,MODEL475,LSA1823,11272013",
        Registers = RegisterForm.ThreeDigits,
        AnswersLastQueryOnly = true,
        MessageGap = Duration.FromMilliseconds(50),
        Latency = Duration.FromMilliseconds(15), // [assumption]
        BeforeAnswer = " ",
        Terminator = "\r\n",
        RepeatsReadings = true,
        Clients = ClientPolicy.DisplacesOlder,
        Serial = new SerialSettings { DataBits = 7, Parity = "odd", Terminator = "crlf" },
        Effects = new Dictionary<string, object> { [LakeShore475Twin.GainErrorKey] = 0.001 },
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            "UNIT 1;TUNIT 2;RDGMODE 2,1,1,1,1;RANGE 1;RELSP 100;REL 1,1;MXHOLD 1",
            "NONSENSE",
        ],
    };
}
