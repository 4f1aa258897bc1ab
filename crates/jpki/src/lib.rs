//! What a JPKI certificate and a chip's answer prove. Pure: no reader, no network, no clock.
